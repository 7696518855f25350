"""Runs a kernel as WebGPU may: each thread by itself, in any order, meeting the others at barriers only.

A kernel that relies on threads running in step, which no processor promises, gives wrong results here.
The kernel's loops are translated to a Python generator that yields at each barrier.
"""

import random
from itertools import product

import numpy as np
from tvm import tirx
from tvm.ir import Call, Op, TensorLoad, prim
from tvm.s_tir import SBlockRealize
from tvm.tirx.buffer import BufferType

BINARY = {
    tirx.Add: "({} + {})",
    tirx.Sub: "({} - {})",
    tirx.Mul: "({} * {})",
    tirx.Div: "({} / {})",
    tirx.FloorDiv: "({} // {})",
    tirx.FloorMod: "({} % {})",
    tirx.Min: "min({}, {})",
    tirx.Max: "max({}, {})",
    tirx.EQ: "({} == {})",
    tirx.NE: "({} != {})",
    tirx.LT: "({} < {})",
    tirx.LE: "({} <= {})",
    tirx.GT: "({} > {})",
    tirx.GE: "({} >= {})",
    tirx.And: "({} and {})",
    tirx.Or: "({} or {})",
    prim.BitwiseAnd: "({} & {})",
    prim.RShift: "({} >> {})",
}
SYNC = Op.get("tirx.tvm_storage_sync")
CALLS = {
    "exp": "np.exp({})",
    "exp2": "np.exp2({})",
    "log2": "np.log2({})",
    "if_then_else": "({1} if {0} else {2})",
    "tvm_thread_invariant": "{}",
}


class Barrier(Exception):
    """Some threads of a workgroup wait at a barrier that the others do not reach."""


def run_kernel(kernel: tirx.PrimFunc, *arguments, seed: int = 0) -> None:
    """Calls `kernel` with arrays (changed in place) and numbers; `seed` decides the order of threads."""
    translation = _Translation(kernel)
    scope = {"np": np, **translation.bind(arguments)}
    exec(translation.source, scope)
    order = random.Random(seed)
    blocks, threads = scope["extents"](**{name: scope[name] for name in translation.sizes})
    with np.errstate(over="ignore", invalid="ignore"):
        for block in _grid(blocks):
            shared = translation.shared_arrays()
            _run_workgroup([scope["thread"](*block, *place, shared) for place in _grid(threads)], order)


def _run_workgroup(running: list, order: random.Random) -> None:
    while running:
        order.shuffle(running)
        waiting = [thread for thread in running if next(thread, "done") != "done"]
        if waiting and len(waiting) != len(running):
            raise Barrier(f"{len(waiting)} of {len(running)} threads reach a barrier")
        running = waiting


def _grid(extents):
    return list(product(*(range(extent) for extent in extents)))


class _Translation:
    def __init__(self, kernel: tirx.PrimFunc):
        self.kernel = kernel
        self.names: dict[object, str] = {}
        self.sizes: list[str] = []
        self.shared: dict[str, tirx.Buffer] = {}
        self.lines: list[str] = []
        self.bound = {axis: None for axis in _AXES}
        self._statement(kernel.body, 1)
        heading = ", ".join(f"{self._axis_name(axis)}" for axis in _AXES)
        self.source = "\n".join([f"def thread({heading}, shared):", *self.lines, "    if False: yield", *self._extents()])

    def bind(self, arguments) -> dict[str, object]:
        """Python names of buffers, of the sizes that follow from their shapes, and of numbers."""
        values: dict[str, object] = {}
        for parameter, argument in zip(self.kernel.params, arguments, strict=True):
            values[self._name(parameter)] = argument
            if not isinstance(parameter.ty, BufferType):
                continue
            assert argument.dtype == str(parameter.dtype) and argument.ndim == len(parameter.shape), parameter
            if isinstance(parameter.elem_offset, tirx.Var):
                values[self._name(parameter.elem_offset)] = 0
            for size, actual in zip(parameter.shape, argument.shape):
                if isinstance(size, tirx.Var):
                    assert values.setdefault(self._name(size), actual) == actual, f"{size} has two values"
                elif isinstance(size, tirx.IntImm):
                    assert int(size) == actual, f"{parameter}: {actual} instead of {size}"
        self.sizes = [name for name, value in values.items() if isinstance(value, int)]
        self.source = self.source.replace("SIZES", ", ".join(self.sizes))
        return values

    def shared_arrays(self) -> dict[str, np.ndarray]:
        # Not zero: a kernel must not count on what it has not written.
        return {name: _array(buffer, np.nan) for name, buffer in self.shared.items()}

    def _extents(self) -> list[str]:
        blocks = ", ".join(str(self.bound[axis] or 1) for axis in _AXES[:3])
        threads = ", ".join(str(self.bound[axis] or 1) for axis in _AXES[3:])
        return ["def extents(SIZES):", f"    return ({blocks}), ({threads})"]

    def _axis_name(self, axis: str) -> str:
        return axis.replace(".", "_")

    def _name(self, thing) -> str:
        if thing not in self.names:
            self.names[thing] = f"{thing.name}_{len(self.names)}"
        return self.names[thing]

    def _emit(self, depth: int, line: str) -> None:
        self.lines.append("    " * depth + line)

    def _statement(self, node, depth: int) -> None:
        if isinstance(node, SBlockRealize):
            self._block(node, depth)
        elif isinstance(node, tirx.SeqStmt):
            for one in node.seq:
                self._statement(one, depth)
        elif isinstance(node, tirx.For):
            self._loop(node, depth)
        elif isinstance(node, tirx.IfThenElse):
            self._emit(depth, f"if {self._value(node.condition)}:")
            self._statement(node.then_case, depth + 1)
            if node.else_case is not None:
                self._emit(depth, "else:")
                self._statement(node.else_case, depth + 1)
        elif isinstance(node, tirx.Bind):
            self._emit(depth, f"{self._name(node.var)} = {self._value(node.value)}")
        elif isinstance(node, tirx.BufferStore):
            indices = ", ".join(self._value(index) for index in node.indices)
            self._emit(depth, f"{self._name(node.buffer)}[{indices}] = {self._value(node.value)}")
        elif isinstance(node, tirx.Evaluate) and getattr(node.value, "op", None) == SYNC:
            self._emit(depth, "yield")
        else:
            raise NotImplementedError(type(node))

    def _block(self, node, depth: int) -> None:
        block = node.block
        for variable, value in zip(block.iter_vars, node.iter_values):
            self._emit(depth, f"{self._name(variable.var)} = {self._value(value)}")
        self._emit(depth, f"if {self._value(node.predicate)}:")
        for buffer in block.alloc_buffers:
            name = self._name(buffer)
            if buffer.scope() == "shared":
                self.shared[name] = buffer
                self._emit(depth + 1, f"{name} = shared['{name}']")
            else:
                shape = tuple(int(size) for size in buffer.shape)
                self._emit(depth + 1, f"{name} = np.zeros({shape}, '{buffer.dtype}')")
        if block.init is not None:
            reduced = [variable.var for variable in block.iter_vars if variable.iter_type == tirx.IterVar.CommReduce]
            first = " and ".join(f"{self._name(variable)} == 0" for variable in reduced)
            self._emit(depth + 1, f"if {first}:")
            self._statement(block.init, depth + 2)
        self._statement(block.body, depth + 1)

    def _loop(self, node, depth: int) -> None:
        name = self._name(node.loop_var)
        if node.thread_binding is None:
            self._emit(depth, f"for {name} in range({self._value(node.min)}, {self._value(node.min + node.extent)}):")
        else:
            axis = node.thread_binding.thread_tag
            self.bound[axis] = self._value(node.extent)
            self._emit(depth, f"{name} = {self._axis_name(axis)}")
            self._emit(depth, "if True:")
        self._statement(node.body, depth + 1)

    def _value(self, node) -> str:
        if type(node) in BINARY:
            return BINARY[type(node)].format(self._value(node.a), self._value(node.b))
        if isinstance(node, tirx.Var):
            return self._name(node)
        if isinstance(node, tirx.IntImm):
            return str(int(node))
        if isinstance(node, tirx.FloatImm):
            return f"np.{node.ty}({float(node.value)!r})"
        if isinstance(node, tirx.Not):
            return f"(not {self._value(node.a)})"
        if isinstance(node, tirx.Select):
            parts = (node.true_value, node.condition, node.false_value)
            return "({} if {} else {})".format(*map(self._value, parts))
        if isinstance(node, tirx.Cast):
            return f"{f'np.{node.ty}' if _is_float(node) else 'int'}({self._value(node.value)})"
        if isinstance(node, TensorLoad):
            load = f"{self._name(node.source)}[{', '.join(self._value(index) for index in node.indices)}]"
            return load if _is_float(node) else f"int({load})"
        if isinstance(node, Call):
            return CALLS[node.op.name.rsplit(".", 1)[-1]].format(*(self._value(argument) for argument in node.args))
        raise NotImplementedError(type(node))


_AXES = tuple(f"{kind}Idx.{axis}" for kind in ("block", "thread") for axis in "xyz")


def _is_float(node) -> bool:
    return str(node.ty).startswith("float")


def _array(buffer: tirx.Buffer, fill: float) -> np.ndarray:
    return np.full([int(size) for size in buffer.shape], fill, str(buffer.dtype))
