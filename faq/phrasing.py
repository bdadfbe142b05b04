"""Writes a phrasing into the file of its entry, and takes it out again; comments, order and layout stay.

Whoever calls this alone, under a lock, loses nobody's change.
"""

from pathlib import Path

from faq.adding import STARTER
from faq.editing import CannotEdit, with_item, without_item, without_list
from faq.entry import Entry, Language
from faq.saving import read, saved
from faq.tree import Path as Where
from faq.tree import Unreadable, read_tree


class NotOwn(CannotEdit):
    """The entry stands in a file that isn't the town's: of the shared pack, or of the program."""


def added(entry: Entry, words: str, language: Language, own: Path | None = None) -> Path:
    """Write the words below the entry's variants, unless they stand there; the file's path.

    Raises NotOwn where the file is the program's, or not in the folder `own`; CannotEdit where the entry is
    in no file, or no longer there; OSError where the file can't be written.
    """
    path, text = _file_of(entry, own)
    where, known = _place(text, entry, language, path.name)
    if words not in known:
        saved(path, with_item(text, where, words), instead_of=text)
    return path


def removed(entry: Entry, words: str, language: Language, own: Path | None = None) -> Path:
    """Take the words out again; the file's path. Raises as `added`, and CannotEdit where they are not."""
    path, text = _file_of(entry, own)
    where, known = _place(text, entry, language, path.name)
    if words not in known:
        raise CannotEdit(f"{words!r} is not in {path.name}")
    after = without_list(text, where) if len(known) == 1 else without_item(text, where, known.index(words))
    saved(path, after, instead_of=text)
    return path


def stands(entry: Entry, words: str, language: Language) -> bool:
    """Whether the words are among the entry's variants, in its file as it is now."""
    try:
        path, text = _file_of(entry, None)
        return words in _place(text, entry, language, path.name)[1]
    except (CannotEdit, OSError):
        return False


def _file_of(entry: Entry, own: Path | None) -> tuple[Path, str]:
    if not entry.file:
        raise CannotEdit(f"{entry.id} comes from no file")
    path = Path(entry.file)
    home = path.parent.resolve()
    if home == STARTER.resolve() or (own is not None and home != own.resolve()):
        raise NotOwn(str(path))
    return path, read(path)


def _place(text: str, entry: Entry, language: Language, name: str) -> tuple[Where, list[str]]:
    """Where the entry's variants of this language stand, and which there are."""
    try:
        value = read_tree(text.encode()).value
    except Unreadable as error:
        raise CannotEdit(error.kind) from error
    entries = value.get("entries") if isinstance(value, dict) else None
    ids = [one.get("id") if isinstance(one, dict) else None for one in entries or ()]
    if not isinstance(entries, list) or entry.id not in ids:
        raise CannotEdit(f"{entry.id} is not in {name}")
    number = ids.index(entry.id)
    inner = ("en", "variants") if language == "en" and entry.en else ("variants",)
    known = entries[number]
    for key in inner:
        known = known.get(key) if isinstance(known, dict) else None
    return ("entries", number, *inner), [str(one) for one in known] if isinstance(known, list) else []
