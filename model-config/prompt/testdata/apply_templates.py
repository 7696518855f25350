"""Prompts and token ids as transformers' apply_chat_template makes them, for tests only.

    {"tokenizer": PATH, "today": [year, month, day, hour, minute],
     "prompts": [{"source": ..., "tokens": {...}, "messages": [...], "opened": bool}]}
on standard input -> [{"text": ..., "ids": [...]} or {"refused": ...}] on standard output

"tokenizer", a tokenizer.json, may be left out; then there are no ids. A folder in its place is a whole tokenizer, with its own
tokens and template; then "tokens" are not looked at, and a "source" of null is the model's own.
"""

import json
import os
import sys
from datetime import datetime

import jinja2
from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast
from transformers.utils import chat_template_utils


def fixed(today):
    class Today(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(*today)

    return Today


def apply(tokenizer, source, messages, opened):
    options = {"chat_template": source, "add_generation_prompt": opened}
    try:
        text = tokenizer.apply_chat_template(messages, tokenize=False, **options)
    except (jinja2.exceptions.TemplateError, TypeError, AttributeError, ValueError) as error:
        return {"refused": str(error)}
    return {"text": text, "ids": tokenizer.encode(text, add_special_tokens=False)}


if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    request = json.load(sys.stdin)
    chat_template_utils.datetime = fixed(request["today"])
    path = request.get("tokenizer")
    whole = PreTrainedTokenizerFast.from_pretrained(path) if path and os.path.isdir(path) else None
    tokenizer = None if whole else Tokenizer.from_file(path) if path else Tokenizer(models.BPE())

    def tokenizer_with(tokens):
        if whole:
            return whole
        made = PreTrainedTokenizerFast(tokenizer_object=tokenizer)
        for name, text in tokens.items():
            setattr(made, name, text)
        return made

    answers = [apply(tokenizer_with(prompt.pop("tokens")), **prompt) for prompt in request["prompts"]]
    if not path:
        answers = [{key: value for key, value in answer.items() if key != "ids"} for answer in answers]
    json.dump(answers, sys.stdout, ensure_ascii=False)
