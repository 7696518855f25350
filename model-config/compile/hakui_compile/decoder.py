"""The decoder (Llama and Qwen2 share it), with the parameter names of MLC's published models.

Qwen2 calls the fused query, key and value projection `c_attn`, Llama `qkv_proj`.
"""

from tvm import te, tirx
from tvm.relax.frontend import nn
from tvm.relax.frontend.nn import op
from tvm.relax.frontend.nn.llm.kv_cache import PagedKVCache

from .linear import Embedding, Linear, Output
from .spec import LibrarySpec

QKV_NAMES = {"llama": "qkv_proj", "qwen2": "c_attn"}


class Attention(nn.Module):
    """Grouped-query attention over a paged cache, which also applies the rotary embedding."""

    def __init__(self, spec: LibrarySpec):
        model = self.model = spec.model
        self.qkv_name = QKV_NAMES[model.model_type]
        qkv = Linear(spec, model.hidden_size, model.fused_qkv_size, bias=model.attention_bias)
        setattr(self, self.qkv_name, qkv)
        self.o_proj = Linear(spec, model.query_size, model.hidden_size)

    def forward(self, x: nn.Tensor, cache: PagedKVCache, layer: int) -> nn.Tensor:
        model = self.model
        batch, tokens, _ = x.shape
        qkv = getattr(self, self.qkv_name)(x)
        qkv = op.reshape(qkv, (batch, tokens, model.heads + 2 * model.kv_heads, model.head_dim))
        attended = cache.attention_with_fused_qkv(layer, qkv, model.heads, sm_scale=model.head_dim**-0.5)
        return self.o_proj(op.reshape(attended, (batch, tokens, model.query_size)))


class GatedMlp(nn.Module):
    """down(silu(gate(x)) * up(x)); gate and up are one matrix, gate first."""

    def __init__(self, spec: LibrarySpec):
        self.size, self.dtype = spec.model.intermediate_size, spec.dtype
        self.gate_up_proj = Linear(spec, spec.model.hidden_size, 2 * self.size)
        self.down_proj = Linear(spec, self.size, spec.model.hidden_size)

    def forward(self, x: nn.Tensor) -> nn.Tensor:
        def gated(fused):
            def element(b, s, i):
                gate = fused[b, s, i].astype("float32")
                up = fused[b, s, i + self.size].astype("float32")
                return (gate / (tirx.const(1, "float32") + tirx.exp(-gate)) * up).astype(self.dtype)

            return te.compute((fused.shape[0], fused.shape[1], self.size), element, name="swiglu")

        return self.down_proj(nn.op.tensor_expr_op(gated, "swiglu", [self.gate_up_proj(x)]))


class Layer(nn.Module):
    """Attention and gated MLP, each on the normalised stream and added to it."""

    def __init__(self, spec: LibrarySpec):
        self.self_attn = Attention(spec)
        self.mlp = GatedMlp(spec)
        self.input_layernorm = _norm(spec)
        self.post_attention_layernorm = _norm(spec)

    def forward(self, x: nn.Tensor, cache: PagedKVCache, index: int) -> nn.Tensor:
        x = x + self.self_attn(self.input_layernorm(x), cache, index)
        return x + self.mlp(self.post_attention_layernorm(x))


class Stack(nn.Module):
    """Embedding, layers and last norm: what MLC's names call `model`."""

    def __init__(self, spec: LibrarySpec):
        self.embed_tokens = Embedding(spec)
        self.layers = nn.ModuleList([Layer(spec) for _ in range(spec.model.layers)])
        self.norm = _norm(spec)

    def forward(self, x: nn.Tensor, cache: PagedKVCache) -> nn.Tensor:
        for index, layer in enumerate(self.layers):
            x = layer(x, cache, index)
        return self.norm(x)


class Decoder(nn.Module):
    """The three functions web-llm calls; `interface` states their arguments."""

    def __init__(self, spec: LibrarySpec):
        self.spec = spec
        self.model = Stack(spec)
        if not spec.model.tied_embedding:
            self.lm_head = Output(spec)

    def embed(self, input_ids: nn.Tensor) -> nn.Tensor:
        return self.model.embed_tokens(input_ids)

    def prefill(self, input_embed: nn.Tensor, paged_kv_cache: PagedKVCache):
        hidden = self.model(input_embed, paged_kv_cache)

        def last(x):
            batch, tokens, size = x.shape
            return te.compute((batch, 1, size), lambda b, _, i: x[b, tokens - 1, i], name="last_row")

        return self._logits(nn.op.tensor_expr_op(last, "last_row", [hidden])), paged_kv_cache

    def decode(self, input_embed: nn.Tensor, paged_kv_cache: PagedKVCache):
        return self._logits(self.model(input_embed, paged_kv_cache)), paged_kv_cache

    def _logits(self, hidden: nn.Tensor) -> nn.Tensor:
        table = self.model.embed_tokens if self.spec.model.tied_embedding else self.lm_head
        return table.logits(hidden)

    def interface(self) -> nn.spec.ModuleSpec:
        """embed: ids [tokens] to [tokens, hidden]; prefill, decode: embeddings to logits [1, 1, vocabulary]."""
        size, dtype = self.spec.model.hidden_size, self.spec.dtype
        convention = {"param_mode": "packed", "effect_mode": "none"}
        cache = nn.spec.Object(object_type=PagedKVCache)
        functions = {
            "embed": {"input_ids": nn.spec.Tensor(["seq_len"], "int32")},
            "prefill": {"input_embed": nn.spec.Tensor([1, "seq_len", size], dtype), "paged_kv_cache": cache},
            "decode": {"input_embed": nn.spec.Tensor([1, 1, size], dtype), "paged_kv_cache": cache},
        }
        return nn.spec.ModuleSpec.from_raw({name: {**f, "$": convention} for name, f in functions.items()}, self)


def _norm(spec: LibrarySpec) -> nn.RMSNorm:
    return nn.RMSNorm(spec.model.hidden_size, -1, spec.model.rms_norm_eps, bias=False, dtype=spec.dtype)
