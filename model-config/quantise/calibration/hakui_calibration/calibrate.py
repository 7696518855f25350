"""Calibrated weights, layer by layer: what goes into a layer comes from the layers before it as they were rounded."""

import numpy as np

from .decoder import bounds_of, rms_norm, run_layer
from .errors import CalibrationError
from .gptq import Moments
from .groups import pack, values_of
from .parameters import layer_parameters, read_parameters, source_matrix, source_rows
from .store import Codes, CodesWriter, read_state, write_state

EMBEDDING, NORM, HEAD = "model.embed_tokens", "model.norm.weight", "lm_head"
#: Rows that are rounded together.
ROWS = 4096
#: Of an output matrix that is the embedding too: its rows are looked up as well, where each column counts the same.
TIED_DAMPING = 0.3


def calibrate(order, pipe):
    """Writes codes and scales of all matrices into order["folder"]; goes on where an earlier run was killed."""
    Calibration(order, pipe).run()


class Calibration:
    def __init__(self, order, pipe):
        self.pipe = pipe
        self.folder = order["folder"]
        self.architecture = order["architecture"]
        self.parameters = read_parameters(order["parameters"])
        self.texts = order["texts"]
        self.widest = order.get("widest")
        self.bounds = bounds_of(self.texts)

    def run(self):
        layers = self.architecture["layers"]
        done, hidden = read_state(self.folder)
        stages = layers + 2
        self.pipe.progress(done, stages)
        if done == 0:
            hidden = self.embed()
            done = self.keep(1, hidden)
        for index in range(done - 1, layers):
            self.layer(index, hidden)
            done = self.keep(index + 2, hidden)
        if done == stages - 1:
            self.head(hidden)
            self.keep(stages, hidden[:0])

    def keep(self, done, hidden):
        write_state(self.folder, done, hidden)
        self.pipe.progress(done, self.architecture["layers"] + 2)
        return done

    def blocks(self, parameter):
        """(first row, rows) of a matrix from its source, block by block."""
        dim = self.architecture["headDim"]
        step = max(1, ROWS // dim) * dim
        first = 0
        for name, size in parameter.parts:
            for start in range(0, size, step):
                count = min(step, size - start)
                w = self.pipe.rows(name, start, count, parameter.columns)
                if not np.isfinite(w).all():
                    raise CalibrationError(f"{name} has a value that is not a finite number")
                yield first + start, w
            first += size

    def embed(self):
        """The texts looked up in the embedding as it will be. One that is no output matrix is as set-up's rule rounds it:
        without feedback, for nothing is summed."""
        parameter = self.parameters[EMBEDDING]
        if HEAD in self.parameters:
            return looked_up(self.texts, lambda row: source_rows(self.pipe, parameter, row, 1, rounded=True)[0])
        self.tied()
        codes = Codes(self.folder)
        return looked_up(self.texts, lambda row: codes.rows(parameter, row, 1)[0])

    def tied(self):
        """An output matrix that is the embedding too comes first, for all layers begin with what is looked up in it. It is
        fitted to what the source's own layers give, and less closely: its rows are looked up as well."""
        parameter = self.parameters[EMBEDDING]
        hidden = looked_up(self.texts, lambda row: source_rows(self.pipe, parameter, row, 1)[0])
        for index in range(self.architecture["layers"]):
            roles = layer_parameters(self.parameters, index)
            self.through(roles, hidden, lambda role, inputs: inputs @ source_matrix(self.pipe, roles[role]).T)  # noqa: B023
        self.rounded(parameter, Moments(self.normed(hidden), self.widest, TIED_DAMPING))

    def layer(self, index, hidden):
        roles = layer_parameters(self.parameters, index)
        self.through(
            roles, hidden, lambda role, inputs: self.rounded(roles[role], Moments(inputs, self.widest), inputs)
        )

    def through(self, roles, hidden, linear):
        """Changes `hidden` to what a layer makes of it; `linear` gives inputs @ W.T of a role's matrix."""
        vectors = {role: source_matrix(self.pipe, each) for role, each in roles.items() if not each.quantised}
        run_layer(hidden, self.bounds, self.architecture, vectors, linear)

    def normed(self, hidden):
        """What goes into the output matrix."""
        return rms_norm(hidden, source_matrix(self.pipe, self.parameters[NORM]), self.architecture["rmsNormEps"])

    def rounded(self, parameter, moments, inputs=None):
        """Rounds a matrix with feedback and writes it; gives inputs @ W.T of what came of it."""
        out = None if inputs is None else np.empty((len(inputs), parameter.rows), np.float32)
        writer = CodesWriter(self.folder, parameter.name)
        for first, w in self.blocks(parameter):
            try:
                codes, scales = moments.quantise(w)
            except CalibrationError as error:
                raise CalibrationError(f"{parameter.name}: {error}") from None
            writer.write(pack(codes), scales)
            if out is not None:
                out[:, first : first + len(w)] = inputs @ values_of(codes, scales).T
        writer.close()
        return out

    def head(self, hidden):
        if HEAD in self.parameters:
            self.rounded(self.parameters[HEAD], Moments(self.normed(hidden), self.widest))


def looked_up(texts, row):
    """float32 [tokens, hidden] of all texts; every token's row is read once."""
    tokens = np.concatenate([np.asarray(text, np.int64) for text in texts])
    each, where = np.unique(tokens, return_inverse=True)
    return np.stack([row(int(token)) for token in each])[where]
