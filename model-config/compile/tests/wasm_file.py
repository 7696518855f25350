"""Reads what a test asks of a WebAssembly module (https://webassembly.github.io/spec/core/binary/modules.html)."""

IMPORTS, EXPORTS, FUNCTION = 2, 7, 0


class WasmFile:
    """`imports`: names of functions by module; `exports`: names."""

    def __init__(self, data: bytes):
        assert data[:8] == b"\0asm\1\0\0\0"
        self.data, self.position = data, 8
        self.imports: dict[str, set[str]] = {}
        self.exports: set[str] = set()
        while self.position < len(data):
            section, size = self._byte(), self._number()
            end = self.position + size
            if section == IMPORTS:
                self._read_imports()
            elif section == EXPORTS:
                self._read_exports()
            self.position = end

    def _read_imports(self) -> None:
        for _ in range(self._number()):
            module, name = self._name(), self._name()
            assert self._byte() == FUNCTION, f"{module}.{name} is not a function"
            self._number()
            self.imports.setdefault(module, set()).add(name)

    def _read_exports(self) -> None:
        for _ in range(self._number()):
            self.exports.add(self._name())
            self._byte()
            self._number()

    def _byte(self) -> int:
        self.position += 1
        return self.data[self.position - 1]

    def _number(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def _name(self) -> str:
        size = self._number()
        self.position += size
        return self.data[self.position - size : self.position].decode()
