"""Compiles a model description (Llama or Qwen2 shape, 4-bit weights) to a web-llm model library."""
