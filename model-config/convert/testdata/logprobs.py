"""Log-probabilities of transformers over weights that were merged elsewhere.

usage: logprobs.py CONFIG_FOLDER MODEL.safetensors
Prints by type (float32, bfloat16) a list for each position of the same text that merge_with_peft.py reads. The file holds every weight; config.json
is that of the base, but for its tie.
"""

import json
import sys

import torch
from safetensors.torch import load_file
from transformers import AutoConfig, AutoModelForCausalLM

weights = load_file(sys.argv[2])
config = AutoConfig.from_pretrained(sys.argv[1])
config.tie_word_embeddings = "lm_head.weight" not in weights
model = AutoModelForCausalLM.from_config(config)
missing, unexpected = model.load_state_dict(weights, strict=False)
assert not unexpected and set(missing) <= {"lm_head.weight"}, (missing, unexpected)
ids = torch.tensor([[(7 * n * n + 3 * n) % 320 for n in range(24)]])
said = {}
with torch.no_grad():
    for dtype in ("float32", "bfloat16"):
        logits = model.to(getattr(torch, dtype)).eval()(input_ids=ids).logits[0]
        said[dtype] = torch.log_softmax(logits.double(), -1).tolist()
print(json.dumps(said))
