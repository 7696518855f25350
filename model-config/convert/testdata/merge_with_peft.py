"""A small random Qwen2 checkpoint of transformers with two adapters of PEFT, and what PEFT's own merging makes of them.

usage: merge_with_peft.py FOLDER
Writes FOLDER/base in bfloat16, FOLDER/patterns and FOLDER/stable (adapters), and for each FOLDER/<adapter>-bfloat16 and
FOLDER/<adapter>-float32: merged by PEFT in that type.
"""

import pathlib
import sys

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import Qwen2Config, Qwen2ForCausalLM

folder = pathlib.Path(sys.argv[1])
torch.manual_seed(7)

LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
ADAPTERS = {
    "patterns": LoraConfig(
        r=4,
        lora_alpha=8,
        target_modules=LINEAR,
        rank_pattern={"q_proj": 2, "layers.1.mlp.down_proj": 8},
        alpha_pattern={"mlp.up_proj": 32},
        init_lora_weights=False,
    ),
    "stable": LoraConfig(
        r=8,
        lora_alpha=16,
        use_rslora=True,
        target_modules=[*LINEAR, "embed_tokens"],
        rank_pattern={"v_proj": 3},
        bias="all",
        modules_to_save=["lm_head"],
        init_lora_weights=False,
    ),
}

shape = {"hidden_size": 128, "intermediate_size": 192, "num_hidden_layers": 2, "vocab_size": 320}
heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "tie_word_embeddings": False}
base = Qwen2ForCausalLM(Qwen2Config(**shape, **heads)).to(torch.bfloat16)
base.save_pretrained(folder / "base")


def load(dtype):
    return Qwen2ForCausalLM.from_pretrained(folder / "base", torch_dtype=dtype)


for name, config in ADAPTERS.items():
    tuned = get_peft_model(load(torch.float32), config)
    for key, values in tuned.named_parameters():
        if not values.requires_grad:
            continue
        # As after training: every factor, bias and whole matrix has moved, and merged weights stay as small as real ones.
        if "lora_" in key:
            values.data.normal_(std=0.06)
        else:
            values.data += 0.02 * torch.randn_like(values)
    tuned.save_pretrained(folder / name)
    for dtype in (torch.bfloat16, torch.float32):
        merged = PeftModel.from_pretrained(load(dtype), folder / name).merge_and_unload()
        merged.save_pretrained(folder / f"{name}-{str(dtype).removeprefix('torch.')}")
