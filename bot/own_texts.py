"""The town's own wording (texts.yaml): everything that is wrong with it, each at its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bot.texts import LANGUAGES, Texts, TextsBroken, names
from faq.tree import Path as Where
from faq.tree import Tree, Unreadable, read_tree

ALIKE = 0.75
"""Likeness from which another name of a text is probably the one that was meant."""


@dataclass(frozen=True, slots=True, order=True)
class WordingFault:
    """One of them. The text `broken.texts.<kind>` says it; it takes `values`, and a `file`: the place."""

    file: str
    line: int
    column: int
    kind: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def tip(self) -> bool:
        """Whether the file is used all the same."""
        return self.kind == "left_out"


def wording_faults(file: Path, files: Mapping[Path, str]) -> list[WordingFault]:
    """What is wrong with a town's own texts, beside ours (`files`, as `Texts.load` takes them).

    [] where there is no such file. What `Texts.load` refuses at its first fault is listed in full.
    """
    if not file.exists():
        return []
    broken = _refused(file, files)
    try:
        tree = read_tree(file.read_bytes())
    except (Unreadable, OSError) as bad:
        place = (bad.line, bad.column) if isinstance(bad, Unreadable) else (1, 1)
        return [WordingFault(str(file), *place, broken.fault, _texts(broken.values))] if broken else []
    found = sorted(_of(tree, file, Texts.load(files)))
    if broken and all(fault.tip for fault in found):
        found.append(WordingFault(str(file), 1, 1, broken.fault, _texts(broken.values)))
    return found


def _refused(file: Path, files: Mapping[Path, str]) -> TextsBroken | None:
    try:
        Texts.load(files, file)
    except TextsBroken as broken:
        return broken
    return None


def _texts(values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, str(value)) for name, value in values.items() if name != "file"))


def _of(tree: Tree, file: Path, ours: Texts) -> Iterator[WordingFault]:
    for where, leaf in _leaves(tree.value, ()):
        key = ".".join(map(str, where))
        for kind, values in _told(key, leaf, ours):
            place = tree.key_place(where)
            yield WordingFault(str(file), *place, kind, _texts({"name": key, **values}))


def _told(key: str, leaf: Mapping[str, Any] | None, ours: Texts) -> Iterator[tuple[str, dict[str, str]]]:
    """The kinds and values of what is wrong with one text."""
    if leaf is None:
        yield "shape", {}
        return
    if key not in ours:
        like = get_close_matches(key, list(ours), 1, ALIKE)
        yield ("unknown_like", {"like": like[0]}) if like else ("unknown", {})
        return
    sentence = isinstance(ours.leaf(key)["de"], str)
    if any(isinstance(words, str) != sentence for words in leaf.values()):
        yield "sentence" if sentence else "words", {}
        return
    wanted = _used(ours.leaf(key))
    for words in leaf.values():
        strange = sorted(name for name in _used({"": words}) - wanted if "." not in name)
        if strange:
            yield "placeholder", {"names": ", ".join(strange)}
        missing = sorted(name for name in wanted - _used({"": words}) if "." not in name)
        if missing:
            yield "left_out", {"names": ", ".join(missing)}


def _used(leaf: Mapping[str, Any]) -> frozenset[str]:
    return frozenset().union(*(names(words) for words in leaf.values() if isinstance(words, str)))


def _leaves(node: Any, where: Where) -> Iterator[tuple[Where, dict[str, Any] | None]]:
    """Every text with its place; None where there is something that is no text."""
    if not isinstance(node, dict):
        if where or node is not None:
            yield where, None
    elif node and set(node) <= set(LANGUAGES):
        good = all(words and (isinstance(words, str) or _all_text(words)) for words in node.values())
        yield where, node if good else None
    else:
        for key, child in node.items():
            yield from _leaves(child, (*where, key))


def _all_text(words: Any) -> bool:
    return isinstance(words, list) and all(isinstance(word, str) for word in words)
