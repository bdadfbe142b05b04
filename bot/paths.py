"""Paths as people write them."""

from __future__ import annotations

from pathlib import Path


def expanded(name: str) -> Path:
    """With `~` and `~somebody` filled in; an unknown somebody stays as it is: then there is no such file."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)
