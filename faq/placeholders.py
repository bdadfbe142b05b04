"""Local facts: `{it.hotline}` in a text becomes what the town's facts.yaml says.

`{{` and `}}` are literal braces. A fact that is null means "we have none": the paragraph, the list item or
the link that needs it is dropped, so that small towns can use a shared FAQ as it is.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rapidfuzz import fuzz, process

Facts = Mapping[str, str | None]
ENGLISH = "_en"

_BRACE = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_LIST_ITEM = re.compile(r"\s*([-*+]|\d+[.)])\s")


class UnknownFact(Exception):
    """A text names a fact that nobody has given; `like` is the nearest known name, or ""."""

    def __init__(self, name: str, like: str) -> None:
        super().__init__(name)
        self.name, self.like = name, like


class LooseBrace(Exception):
    """A single brace that opens or closes nothing."""


class NoFact(Exception):
    """The town has set the fact to null: what needs it is dropped."""


def flattened(facts: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    """Nested facts as dotted names: {"it": {"hotline": "115"}} gives ("it.hotline", "115")."""
    for key, value in facts.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from flattened(value, f"{name}.")
        else:
            yield name, None if value is None else str(value)


def laid_over(below: Facts, above: Facts) -> dict[str, str | None]:
    """All facts, those `above` first; a fact that is new there is not said in the old English one's words."""
    kept = {
        name: fact
        for name, fact in below.items()
        if not name.endswith(ENGLISH) or name.removesuffix(ENGLISH) not in above
    }
    return {**kept, **above}


def in_english(facts: Facts) -> Facts:
    """The facts as English answers use them: `it.hours_en` stands for `it.hours` where it is given."""
    said = {name.removesuffix(ENGLISH): fact for name, fact in facts.items() if name.endswith(ENGLISH)}
    return {**facts, **said}


def filled(text: str, facts: Facts) -> str:
    """`text` with its placeholders filled; raises UnknownFact, LooseBrace, NoFact."""

    def fact(match: re.Match[str]) -> str:
        brace = match.group()
        if brace in {"{{", "}}"}:
            return brace[0]
        if match.group(1) is None:
            raise LooseBrace
        name = match.group(1).strip()
        if name not in facts:
            raise UnknownFact(name, nearest(name, facts))
        value = facts[name]
        if value is None:
            raise NoFact
        return value

    return _BRACE.sub(fact, text)


def filled_prose(text: str, facts: Facts) -> str:
    """Like `filled`, but a paragraph or list item that needs a null fact is left out; "" if nothing stays."""
    kept: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n", text):
        lines = paragraph.split("\n")
        pieces = lines if all(map(_LIST_ITEM.match, lines[1:])) else [paragraph]
        done = [said for piece in pieces if (said := _filled_or_none(piece, facts)) is not None]
        if done:
            kept.append("\n".join(done))
    return "\n\n".join(kept)


def nearest(name: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    """The known name that was probably meant, or ""."""
    found = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=65)
    return str(found[0]) if found else ""


def _filled_or_none(text: str, facts: Facts) -> str | None:
    try:
        return filled(text, facts)
    except NoFact:
        return None
