"""The parameters of a library, against MLC's rules as its published libraries show them, stated here anew."""

import pytest
from hakui_compile.description import read_description
from hakui_compile.module import build_module
from hakui_compile.pipeline import TARGET
from hakui_compile.spec import LibrarySpec
from tvm.target import Target


def mlc_parameters(shape, quantization):
    """(name, shape, dtype) of every parameter that mlc-llm's Llama and Qwen2 models have under q4f16_1 and q4f32_1.

    q4f16_h8 and q4f32_h8 are Hakui's own: the same, with four 8-bit codes a word in embedding and output matrix.
    """
    real = "float16" if "f16" in quantization else "float32"
    layers = 4 if quantization.startswith("q8") else 8
    ends = 8 if quantization in ("q4f16_1", "q4f32_1") else 4
    hidden, middle, vocabulary = shape.hidden_size, shape.intermediate_size, shape.vocab_size
    query, key = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
    qwen = shape.model_type == "qwen2"
    attention = "c_attn" if qwen else "qkv_proj"
    table = {}

    def linear(name, inputs, outputs, bias=False):
        in_word = layers if ".layers." in name else ends
        table[f"{name}.q_weight"] = ((outputs, inputs // in_word), "uint32")
        table[f"{name}.q_scale"] = ((outputs, inputs // 32), real)
        if bias:
            table[f"{name}.bias"] = ((outputs,), real)

    linear("model.embed_tokens", hidden, vocabulary)
    for i in range(shape.layers):
        layer = f"model.layers.{i}"
        linear(f"{layer}.self_attn.{attention}", hidden, query + 2 * key, bias=qwen)
        linear(f"{layer}.self_attn.o_proj", query, hidden)
        linear(f"{layer}.mlp.gate_up_proj", hidden, 2 * middle)
        linear(f"{layer}.mlp.down_proj", middle, hidden)
        table[f"{layer}.input_layernorm.weight"] = ((hidden,), real)
        table[f"{layer}.post_attention_layernorm.weight"] = ((hidden,), real)
    table["model.norm.weight"] = ((hidden,), real)
    if not shape.tied_embedding:
        linear("lm_head", hidden, vocabulary)
    return table


@pytest.mark.parametrize(
    ("model", "quantization", "count"),
    [
        ("qwen2-7b-instruct", "q4f16_1", 313),
        ("jmedllm-7b-v1", "q4f16_1", 313),
        ("smollm2-135m-instruct", "q4f32_1", 303),
        ("hakui-tiny", "q4f16_1", 27),
        ("hakui-tiny", "q4f16_h8", 27),
        ("smollm2-135m-instruct", "q4f32_h8", 303),
        ("hakui-tiny", "q8f32_1", 27),
        ("smollm2-135m-instruct", "q8f16_1", 303),
    ],
)
def test_parameters_are_those_of_published_libraries(records, model, quantization, count):
    shape = read_description(records / f"{model}.json")
    _, metadata = build_module(LibrarySpec(shape, quantization, "gpu"), Target(TARGET))
    found = [(p["name"], (tuple(p["shape"]), p["dtype"])) for p in metadata["params"]]
    # The order counts too: it is that of the compiled functions' arguments.
    assert found == list(mlc_parameters(shape, quantization).items())
    assert len(found) == count
