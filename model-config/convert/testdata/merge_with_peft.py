"""Small random checkpoints of transformers with adapters of PEFT: what PEFT's own merging makes of them, and what it says.

usage: merge_with_peft.py FOLDER
Writes for each family FOLDER/<family>/base in bfloat16, and for each adapter FOLDER/<family>/<adapter> with
<adapter>-logprobs.json: log-probabilities of PEFT's forward pass over the base in float32, adapter not merged. For the
adapters of MERGED also <adapter>-bfloat16 and <adapter>-float32: merged by PEFT in that type. "pissa" is as training
leaves it, "pissa-converted" is made a plain LoRA by PEFT; both mean the same model.
"""

import json
import pathlib
import sys

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM, LlamaConfig, Qwen2Config

folder = pathlib.Path(sys.argv[1])

LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
PATTERNS = {
    "rank_pattern": {"q_proj": 2, "layers.1.mlp.down_proj": 8},
    "alpha_pattern": {"mlp.up_proj": 32, r"layers\.\d+\.self_attn\.(k|v)_proj": 4},
}
ADAPTERS = {
    "plain": {"r": 4, "lora_alpha": 8, "target_modules": LINEAR, "init_lora_weights": False},
    "patterns": {"r": 4, "lora_alpha": 8, "target_modules": LINEAR, **PATTERNS, "init_lora_weights": False},
    "stable": {
        "r": 8,
        "lora_alpha": 16,
        "use_rslora": True,
        "target_modules": [*LINEAR, "embed_tokens"],
        "rank_pattern": {"v_proj": 3},
        "bias": "all",
        "modules_to_save": ["lm_head"],
        "init_lora_weights": False,
    },
    "pissa": {"r": 4, "lora_alpha": 4, "target_modules": LINEAR, "init_lora_weights": "pissa"},
    # Of a base whose two matrices are one, each alone.
    "embedding": {"r": 4, "lora_alpha": 8, "target_modules": ["embed_tokens"], "init_lora_weights": False},
    "head": {"r": 4, "lora_alpha": 8, "target_modules": ["lm_head"], "init_lora_weights": False},
}
MERGED = ["patterns", "stable"]

shape = {"hidden_size": 128, "intermediate_size": 192, "num_hidden_layers": 2, "vocab_size": 320}
heads = {"num_attention_heads": 4, "num_key_value_heads": 2}
FAMILIES = {
    "qwen2": (Qwen2Config(**shape, **heads, tie_word_embeddings=False), ["plain", "patterns", "stable", "pissa"]),
    "llama": (LlamaConfig(**shape, **heads, tie_word_embeddings=False), ["plain", "patterns", "stable", "pissa"]),
    "tied": (LlamaConfig(**shape, **heads, tie_word_embeddings=True), ["plain", "embedding", "head"]),
}
IDS = torch.tensor([[(7 * n * n + 3 * n) % 320 for n in range(24)]])


def load(base, dtype):
    return AutoModelForCausalLM.from_pretrained(base, torch_dtype=dtype)


def write_logprobs(model, file):
    model.eval()
    with torch.no_grad():
        logits = model(input_ids=IDS).logits[0].double()
    file.write_text(json.dumps(torch.log_softmax(logits, -1).tolist()))


def train(tuned):
    """As after training: every factor, bias and whole matrix has moved, and merged weights stay as small as real ones."""
    for key, values in tuned.named_parameters():
        if not values.requires_grad:
            continue
        if "lora_" in key and tuned.peft_config["default"].init_lora_weights is False:
            values.data.normal_(std=0.06)
        else:
            values.data += 0.02 * torch.randn_like(values)


for family, (config, names) in FAMILIES.items():
    torch.manual_seed(7)
    home = folder / family
    AutoModelForCausalLM.from_config(config).to(torch.bfloat16).save_pretrained(home / "base")
    for name in names:
        tuned = get_peft_model(load(home / "base", torch.float32), LoraConfig(**ADAPTERS[name]))
        if name == "pissa":
            tuned.peft_config["default"].init_lora_weights = True
            tuned.save_pretrained(home / "pissa-initial")
            tuned.peft_config["default"].init_lora_weights = "pissa"
        train(tuned)
        write_logprobs(tuned, home / f"{name}-logprobs.json")
        tuned.save_pretrained(home / name)
        if name == "pissa":
            tuned.save_pretrained(
                home / "pissa-converted", path_initial_model_for_weight_conversion=str(home / "pissa-initial")
            )
        for dtype in (torch.bfloat16, torch.float32) if name in MERGED else ():
            merged = PeftModel.from_pretrained(load(home / "base", dtype), home / name).merge_and_unload()
            merged.save_pretrained(home / f"{name}-{str(dtype).removeprefix('torch.')}")
