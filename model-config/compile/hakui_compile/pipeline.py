"""The passes from a module to what TVM's code generators take."""

import time
from typing import Any

import tvm
from tvm import relax, tirx
from tvm.s_tir import dlight
from tvm.target import Target

from .metadata import attach_metadata
from .progress import report

TARGET = {
    "kind": "webgpu",
    "host": {"kind": "llvm", "mtriple": "wasm32-unknown-unknown-wasm", "vector-width": 128},
}
SLOW_PASS_SECONDS = 1.0


def lowering(target: Target, metadata: dict[str, Any]) -> tvm.transform.Pass:
    """All passes in order, as one."""
    gpu = dlight.gpu
    passes = [
        tirx.transform.BindTarget(target),
        relax.transform.LegalizeOps(),
        relax.transform.AnnotateTIROpPattern(),
        relax.transform.FoldConstant(),
        relax.transform.FuseOps(),
        relax.transform.FuseTIR(),
        relax.transform.DeadCodeElimination(),
        dlight.ApplyDefaultSchedule(
            gpu.Matmul(), gpu.GEMV(), gpu.Reduction(), gpu.GeneralReduction(), gpu.Fallback()
        ),
        tirx.transform.ForceNarrowIndexToInt32(),
        relax.transform.RewriteDataflowReshape(),
        # Reshapes are views now: without this their kernels would still be compiled at load.
        relax.transform.DeadCodeElimination(),
        relax.transform.ToNonDataflow(),
        relax.transform.RemovePurityChecking(),
        relax.transform.CallTIRRewrite(),
        relax.transform.StaticPlanBlockMemory(),
        attach_metadata(metadata),
        relax.transform.LowerAllocTensor(),
        relax.transform.KillAfterLastUse(),
        relax.transform.LowerRuntimeBuiltin(),
        relax.transform.VMShapeLower(),
        relax.transform.AttachGlobalSymbol(),
    ]

    @tvm.transform.module_pass(opt_level=0, name="HakuiLowering")
    def run(module: tvm.IRModule, _context) -> tvm.IRModule:
        with target:
            for one in passes:
                start = time.monotonic()
                module = one(module)
                seconds = time.monotonic() - start
                if seconds > SLOW_PASS_SECONDS:
                    report(f"  {one.info.name}: {seconds:.1f} s")
        return module

    return run
