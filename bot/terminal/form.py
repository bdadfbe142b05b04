"""A card's fields, asked for one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import Any

from bot.terminal.paper import Paper
from bot.terminal.voice import Voice

Piece = Mapping[str, Any]


class Cancelled(Exception):
    """The person left the form."""


def filled(fields: Sequence[Piece], paper: Paper, voice: Voice) -> dict[str, Any]:
    """What the person types into these inputs, by their ids; a field left empty keeps its value.

    Raises `Cancelled` when they go back, EOFError where the input ends.
    """
    if fields:
        paper.note(voice.t("command.chat.form"))
    return {field["id"]: _asked(field, paper, voice) for field in fields}


def _asked(field: Piece, paper: Paper, voice: Voice) -> str:
    back = voice.words("command.chat.back")
    for hint in _hints(field, voice):
        paper.note(hint)
    while True:
        typed = paper.ask(f"{field.get('label') or field['id']}: ").replace("\x00", "\ufffd").strip()
        if typed.casefold() in back:
            raise Cancelled
        typed = typed[: field.get("maxLength") or None] or str(field.get("value", ""))
        value = _read(field, typed, voice)
        if value is not None and (value or not field.get("isRequired")):
            return value
        paper.note(field.get("errorMessage") or voice.t("command.chat.wrong_value"))


def _hints(field: Piece, voice: Voice) -> list[str]:
    """What helps to fill it in."""
    hints = [field["placeholder"]] if field.get("placeholder") else []
    if field.get("type") == "Input.Toggle":
        hints.append(f"{field.get('title', '')} ({voice.t('command.chat.yes_or_no')})".strip())
    return hints + [
        f"{number}) {choice['title']}" for number, choice in enumerate(field.get("choices", ()), 1)
    ]


def _read(field: Piece, typed: str, voice: Voice) -> str | None:
    """The value as a card sends it; None where it isn't one."""
    match field.get("type"):
        case "Input.ChoiceSet":
            return _chosen(field, typed)
        case "Input.Toggle":
            on = typed.casefold() in voice.words("command.chat.yes") or typed == field.get("valueOn", "true")
            return str(field.get("valueOn", "true") if on else field.get("valueOff", "false"))
        case "Input.Date":
            return _parsed(date.fromisoformat, typed)
        case "Input.Time":
            return _parsed(time.fromisoformat, typed)
        case "Input.Number":
            return _parsed(float, typed)
        case _:
            return typed


def _chosen(field: Piece, typed: str) -> str | None:
    """The values of the numbers that were typed; several only where the field takes several."""
    choices = [str(choice["value"]) for choice in field.get("choices", ())]
    picked = typed.replace(",", " ").split()
    if typed == str(field.get("value", "")):
        return typed
    if not all(pick.isdecimal() and 1 <= int(pick) <= len(choices) for pick in picked):
        return None
    if len(picked) > 1 and not field.get("isMultiSelect"):
        return None
    return ",".join(choices[int(pick) - 1] for pick in picked)


def _parsed(read: Callable[[str], object], typed: str) -> str | None:
    try:
        return typed if not typed or read(typed) is not None else None
    except ValueError:
        return None
