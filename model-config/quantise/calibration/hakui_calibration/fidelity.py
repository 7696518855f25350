"""How far a converted model's next-token distributions are from its source's, over the same texts."""

import numpy as np

from .calibrate import EMBEDDING, HEAD, NORM, looked_up
from .decoder import bounds_of, rms_norm, run_layer
from .parameters import layer_parameters, read_parameters, source_matrix, source_rows
from .shards import Shards
from .store import Codes

#: Rows of the output matrices, and tokens, whose logits are in memory together.
VOCABULARY_BLOCK = 8192
TOKEN_BLOCK = 512


class FromPipe:
    """Weights as set-up reads them: the source, or the source rounded by one of its rules."""

    def __init__(self, pipe, rounded):
        self.pipe, self.rounded = pipe, rounded

    def vector(self, parameter):
        return source_matrix(self.pipe, parameter, self.rounded)

    def matrix(self, parameter):
        return source_matrix(self.pipe, parameter, self.rounded)

    def rows(self, parameter, start, count):
        return source_rows(self.pipe, parameter, start, count, self.rounded)


class FromShards:
    """Weights as the browser reads them."""

    def __init__(self, folder):
        self.shards = Shards(folder)

    def vector(self, parameter):
        return self.shards.vector(parameter.name)

    def matrix(self, parameter):
        return self.rows(parameter, 0, parameter.rows)

    def rows(self, parameter, start, count):
        return self.shards.rows(parameter.name, start, count)


class FromCodes:
    """Calibrated weights that are in no shards yet; what was not calibrated is as set-up's rule rounds it."""

    def __init__(self, folder, rest):
        self.codes, self.rest = Codes(folder), rest

    def vector(self, parameter):
        return self.rest.vector(parameter)

    def matrix(self, parameter):
        return self.codes.rows(parameter, 0, parameter.rows)

    def rows(self, parameter, start, count):
        of = self.codes if self.codes.has(parameter) else self.rest
        return of.rows(parameter, start, count)


def converted_weights(converted, pipe):
    if converted["kind"] == "shards":
        return FromShards(converted["folder"])
    rounded = FromPipe(pipe, rounded=True)
    return FromCodes(converted["folder"], rounded) if converted["kind"] == "codes" else rounded


def compare(order, pipe):
    """Per text: KL(source || converted) of each next-token distribution in nats, and whether the likeliest token is
    the same; and of texts that are answered by a letter, each letter's logit after the last token."""
    architecture, texts = order["architecture"], order["texts"]
    parameters = read_parameters(order["parameters"])
    models = [FromPipe(pipe, rounded=False), converted_weights(order["converted"], pipe)]
    bounds = bounds_of(texts)
    embedding = parameters[EMBEDDING]
    hidden = [looked_up(texts, lambda row: model.rows(embedding, row, 1)[0]) for model in models]
    total = architecture["layers"] + 1
    for index in range(architecture["layers"]):
        roles = layer_parameters(parameters, index)
        for model, x in zip(models, hidden):
            vectors = {role: model.vector(each) for role, each in roles.items() if not each.quantised}
            linear = lambda role, inputs: inputs @ model.matrix(roles[role]).T  # noqa: E731
            run_layer(x, bounds, architecture, vectors, linear)
        pipe.progress(index + 1, total)
    eps = architecture["rmsNormEps"]
    hidden = [rms_norm(x, model.vector(parameters[NORM]), eps) for model, x in zip(models, hidden)]
    head = parameters.get(HEAD, embedding)
    comparison = Comparison(len(hidden[0]))
    for start in range(0, head.rows, VOCABULARY_BLOCK):
        count = min(VOCABULARY_BLOCK, head.rows - start)
        comparison.add(start, hidden, [model.rows(head, start, count) for model in models])
    kl, same = comparison.result()
    letters = {
        str(index): [
            [float(np.dot(x[end - 1], model.rows(head, token, 1)[0])) for token in order["letters"]]
            for model, x in zip(models, hidden)
        ]
        for index, (_, end) in enumerate(bounds)
        if index in order["lettered"]
    }
    pipe.progress(total, total)
    return {
        "kl": [kl[start:end].tolist() for start, end in bounds],
        "same": [same[start:end].tolist() for start, end in bounds],
        "letters": letters,
    }


class Comparison:
    """KL over a vocabulary that comes block by block: sums relative to the largest logit so far, in float64.

    KL(p || q) = E_p[a - b] - log Z_a + log Z_b for logits a and b; with equal logits it is 0 to the last bit.
    """

    def __init__(self, tokens):
        self.largest = np.full((2, tokens), -np.inf)
        self.sums = np.zeros((2, tokens))
        self.gaps = np.zeros(tokens)
        self.likeliest = np.zeros((2, tokens), np.int64)

    def add(self, first, hidden, heads):
        for start in range(0, len(hidden[0]), TOKEN_BLOCK):
            at = slice(start, start + TOKEN_BLOCK)
            logits = [x[at] @ w.T for x, w in zip(hidden, heads)]
            for side, each in enumerate(logits):
                best = each.argmax(-1)
                top = np.take_along_axis(each, best[:, None], -1)[:, 0].astype(np.float64)
                higher = top > self.largest[side, at]
                self.likeliest[side, at][higher] = best[higher] + first
                raised = np.where(higher, top, self.largest[side, at])
                shrink = np.exp(self.largest[side, at] - raised)
                self.largest[side, at] = raised
                powers = np.exp(each - raised[:, None].astype(np.float32))
                self.sums[side, at] = self.sums[side, at] * shrink + powers.sum(-1, dtype=np.float64)
                if side == 0:
                    gap = (powers * (logits[0] - logits[1])).sum(-1, dtype=np.float64)
                    self.gaps[at] = self.gaps[at] * shrink + gap

    def result(self):
        partition = np.log(self.sums) + self.largest
        kl = self.gaps / self.sums[0] - partition[0] + partition[1]
        # Rounding may leave a hair below 0.
        return np.maximum(kl, 0), self.likeliest[0] == self.likeliest[1]
