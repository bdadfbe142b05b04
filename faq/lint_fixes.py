"""Repairs what has one right answer only: encodings, tabs, invisible characters, misspelt keys, repetitions.

Everything else needs somebody who knows what was meant. Comments, order and all other words stay.
"""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from faq.editing import CannotEdit, with_key, without_item
from faq.entry import Language
from faq.faults import Fault, sentences
from faq.lint_likeness import repeated
from faq.page import Page, read_page
from faq.saving import saved
from faq.schema import EntryPart, known_keys
from faq.tree import MAX_BYTES, Unreadable, read_tree
from faq.tree import Path as Where

_MOST = 500  # repairs of a file


def fixed(path: Path) -> list[Fault]:
    """Repair a file in place, and tell what was repaired; [] leaves it untouched. Raises OSError.

    It is worked on beside the folder and put in its place in one go, so that nobody reads it half-way.
    """
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        return []
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder) / path.name
        desk.write_bytes(data)
        done = []
        for _ in range(_MOST):
            if (one := _repaired(desk)) is None:
                break
            done.append(replace(one, file=str(path)))
        if done:
            saved(path, desk.read_bytes().decode("utf-8"))
    return done


def said(fix: Fault, language: Language) -> str:
    """What was repaired, on one line with its place."""
    words = sentences()[f"fixed.{_NAMES.get(fix.kind, fix.kind)}"][language]
    return f"{fix.file}:{fix.line}:{fix.column}: {words.format_map(dict(fix.values))}"


_NAMES = {"utf16": "encoding", "not_utf8": "encoding"}


def _repaired(desk: Path) -> Fault | None:
    """Make the first repair that helps; the fault that it has ended."""
    before = desk.read_bytes()
    page = read_page(desk)
    for fault in [*page.faults, *_twice(page)]:
        if (repair := _REPAIRS.get(fault.kind)) is None:
            continue
        try:
            text = repair(before, fault, page)
            desk.write_bytes(text.encode("utf-8"))
        except (CannotEdit, UnicodeError, LookupError):
            continue
        after = read_page(desk)
        if fault.kind == "said_twice" or fault not in after.faults:
            return fault
        desk.write_bytes(before)
    return None


def _twice(page: Page) -> Iterator[Fault]:
    for index, part in enumerate(page.part.entries if page.part else ()):
        for field, number, words in _repeats(part):
            line, column = page.tree.place(("entries", index, *field, number))
            values = (("at", "/".join(map(str, ("entries", index, *field, number)))), ("text", words[:60]))
            yield Fault(str(page.path), line, column, "tip", "said_twice", values)


def _repeats(part: EntryPart) -> Iterator[tuple[Where, int, str]]:
    lists: list[tuple[Where, tuple[str, ...]]] = [
        (("variants",), part.variants),
        (("keywords",), part.keywords),
    ]
    if part.en is not None:
        lists += [(("en", "variants"), part.en.variants), (("en", "keywords"), part.en.keywords)]
    for where, texts in lists:
        yield from ((where, number, texts[number]) for number in repeated(texts))


# ------------------------------------------------------------ repairs


def _recoded(data: bytes, fault: Fault, page: Page) -> str:
    text = data.decode("utf-16" if fault.kind == "utf16" else "cp1252")
    return text.removeprefix("\ufeff")


def _visible(data: bytes, fault: Fault, page: Page) -> str:
    hidden = chr(int(dict(fault.values)["code"].removeprefix("U+"), 16))
    return data.decode("utf-8").replace(hidden, "")


def _spaced(data: bytes, fault: Fault, page: Page) -> str:
    """Tabs as two, four or eight spaces: whichever fits the other lines."""
    text = data.decode("utf-8")
    for width in (2, 4, 8):
        spaced = "\n".join(_untabbed(line, width) for line in text.split("\n"))
        with contextlib.suppress(Unreadable):
            read_tree(spaced.encode())
            return spaced
    raise CannotEdit("no width of a tab fits")


def _untabbed(line: str, width: int) -> str:
    words = line.lstrip(" \t")
    return line[: len(line) - len(words)].replace("\t", " " * width) + words


def _spelled(data: bytes, fault: Fault, page: Page) -> str:
    """The key as it was probably meant, where the mapping has none of that name."""
    values, text = dict(fault.values), data.decode("utf-8")
    tree = read_tree(data)
    place = (fault.line, fault.column)
    where = next(path for path, at in tree.keys.items() if at == place)
    if values["like"] not in known_keys(where[:-1]):
        raise CannotEdit("no such key")
    return with_key(text, where, values["like"])


def _once(data: bytes, fault: Fault, page: Page) -> str:
    *where, number = dict(fault.values)["at"].split("/")
    path = tuple(int(key) if key.isdigit() else key for key in where)
    return without_item(data.decode("utf-8"), path, int(number))


_REPAIRS: dict[str, Callable[[bytes, Fault, Page], str]] = {
    "utf16": _recoded,
    "not_utf8": _recoded,
    "control": _visible,
    "tab": _spaced,
    "unknown_key_like": _spelled,
    "said_twice": _once,
}
