"""Reads and saves the files of an FAQ: whole or not at all, and over nobody's newer words."""

import contextlib
import os
import tempfile
from pathlib import Path

from faq.editing import CannotEdit


def saved(path: Path, text: str, *, instead_of: str | None = None) -> None:
    """Put the text into the file, whole or not at all; its rights stay. Raises OSError.

    `instead_of` is the text that was read before: raises CannotEdit where somebody has saved since.
    """
    if instead_of is not None and read(path) != instead_of:
        raise CannotEdit(f"{path.name} was saved meanwhile")
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):
            fresh.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o644)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def read(path: Path) -> str:
    """The text of a file with its line ends. Raises OSError, and CannotEdit where it isn't UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise CannotEdit(str(path)) from error
