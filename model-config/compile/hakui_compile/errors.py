"""The one kind of error this package reports."""


class CompileError(Exception):
    """A fault that the caller can mend. Its text is one line: what is wrong, where, and what to do."""
