"""A card as lines of text, its buttons numbered in the order in which they are read. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.cards import MARK
from bot.reply import Card

Piece = Mapping[str, Any]
EDGE_KEYS = (MARK, "nonce", "spoken", "msteams")
"""What a button's data carries for the machinery; a handler never sees it."""


class Look(StrEnum):
    """How a line is meant."""

    HEADING = "heading"
    TITLE = "title"
    TEXT = "text"
    SUBTLE = "subtle"
    FIELD = "field"
    CHOICE = "choice"
    BUTTON = "button"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a drawn card."""

    look: Look
    text: str = ""
    """Card Markdown; plain for a button."""
    number: int = 0
    """What to type to press it; 0 where it can't be pressed."""


class Way(StrEnum):
    """What pressing does."""

    PRESS = "press"
    OPEN = "open"
    """Asks for a dialog."""
    LINK = "link"
    """Shows an address."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something that can be pressed."""

    title: str
    way: Way
    data: Mapping[str, Any] = field(default_factory=dict)
    verb: str = ""
    url: str = ""
    collects: bool = True
    """Whether the card's fields are filled in first."""

    @property
    def action(self) -> str:
        """The wire name, found as the Teams edge finds it."""
        name = self.data.get(MARK, self.verb)
        return name if isinstance(name, str) else ""

    @property
    def own(self) -> Mapping[str, Any]:
        """The data without what is for the machinery."""
        return {key: value for key, value in self.data.items() if key not in EDGE_KEYS}

    def mark(self, key: str) -> str:
        """A text that the server put into the button: `nonce`, `spoken`."""
        value = self.data.get(key)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A card, drawn."""

    lines: tuple[Line, ...]
    buttons: Mapping[int, Button]
    """By the number that presses them."""


def drawn(card: Card, first: int = 1) -> Drawing:
    """The card's lines from top to bottom; its buttons are numbered from `first`."""
    buttons: dict[int, Button] = {}

    def numbered(action: Piece) -> int:
        number = first + len(buttons)
        buttons[number] = _button(action)
        return number

    def element(piece: Piece) -> Iterator[Line]:
        if piece.get("separator") or piece.get("spacing") in ("Medium", "Large", "ExtraLarge"):
            yield Line(Look.GAP)
        if press := piece.get("selectAction"):
            yield Line(Look.CHOICE, "\n".join(_words(piece)), numbered(press))
            return
        match piece.get("type"):
            case "TextBlock" | "RichTextBlock" | "Image" | "FactSet":
                yield from _plain(piece)
            case "ActionSet":
                yield from actions(piece.get("actions", ()))
            case str(kind) if kind.startswith("Input."):
                yield Line(Look.FIELD, piece.get("label", ""))
            case _:
                for key in ("items", "columns"):
                    for part in piece.get(key, ()):
                        yield from element(part)

    def actions(listed: Sequence[Piece]) -> Iterator[Line]:
        for action in listed:
            yield Line(Look.BUTTON, action.get("title", ""), numbered(action))

    lines = [line for piece in card.get("body", ()) for line in element(piece)]
    lines += [Line(Look.GAP)] if card.get("actions") else []
    lines += actions(card.get("actions", ()))
    return Drawing(tuple(lines), buttons)


def fields(card: Card) -> Iterator[Piece]:
    """The card's inputs, from top to bottom."""
    todo: list[Piece] = list(card.get("body", ()))
    while todo:
        piece = todo.pop(0)
        if str(piece.get("type", "")).startswith("Input."):
            yield piece
        todo[:0] = [*piece.get("items", ()), *piece.get("columns", ())]


def _plain(piece: Piece) -> Iterator[Line]:
    heading = piece.get("style") == "heading"
    bold = piece.get("weight") == "Bolder"
    look = (
        Look.HEADING
        if heading
        else Look.TITLE
        if bold
        else Look.SUBTLE
        if piece.get("isSubtle")
        else Look.TEXT
    )
    yield from (Line(look, words) for words in _words(piece) if words)


def _words(piece: Piece) -> Iterator[str]:
    """The texts of an element and of all within."""
    match piece.get("type"):
        case "TextBlock":
            yield piece.get("text", "")
        case "RichTextBlock":
            yield "".join(
                run if isinstance(run, str) else run.get("text", "") for run in piece.get("inlines", ())
            )
        case "Image":
            yield piece.get("altText", "")
        case "FactSet":
            yield "\n".join(f"- **{fact['title']}** {fact['value']}" for fact in piece.get("facts", ()))
        case _:
            for part in (*piece.get("items", ()), *piece.get("columns", ())):
                yield from _words(part)


def _button(action: Piece) -> Button:
    title = action.get("title", "")
    if action.get("type") == "Action.OpenUrl":
        return Button(title, Way.LINK, url=action.get("url", ""), collects=False)
    data = action.get("data", {})
    asks = data.get("msteams", {}).get("type") == "task/fetch"
    return Button(
        title,
        Way.OPEN if asks else Way.PRESS,
        data,
        verb=action.get("verb", ""),
        collects=action.get("associatedInputs") != "none",
    )
