"""How dialogs declare, and who is asked when."""

from __future__ import annotations

import pytest

from bot.router import Dialog, Form, Router, bare
from bot.texts import Texts, TextsBroken
from bot.turn import Reply, Turn

TEXTS = Texts(
    {"one.words": {"de": ["Hilfe", "Hilf mir"], "en": ["Help"]}, "two.words": {"de": ["hilfe!"], "en": ["x"]}}
)


async def nothing(turn: Turn) -> Reply | None:
    return None


async def other(turn: Turn) -> Reply | None:
    return Reply()


@pytest.mark.parametrize("said", ["Hilfe", "hilfe!", "  HILFE ?", "hilf  mir", "Hilf-mir 🙂"])
def test_a_command_is_the_whole_message(said: str) -> None:
    """Without regard to capitals, signs and spaces."""
    dialog = Dialog("one")
    dialog.said("one.words")(nothing)
    assert Router([dialog], TEXTS).command(said) == (nothing, "de")


@pytest.mark.parametrize("said", ["Hilfe bei VPN", "", "🙂", "hilfe " * 40])
def test_more_than_a_command_is_no_command(said: str) -> None:
    """A question that holds the word goes to the dialogs."""
    dialog = Dialog("one")
    dialog.said("one.words")(nothing)
    assert Router([dialog], TEXTS).command(said) is None


def test_one_word_cant_call_two_handlers() -> None:
    """Found at the start, not by a person."""
    one, two = Dialog("one"), Dialog("two")
    one.said("one.words")(nothing)
    two.said("two.words")(other)
    with pytest.raises(TextsBroken) as broken:
        Router([one, two], TEXTS)
    assert broken.value.fault == "taken"
    assert broken.value.values["word"] == "hilfe"


def test_a_wire_name_begins_with_its_dialog_and_stands_once() -> None:
    """Cards already sent keep it for ever."""
    dialog = Dialog("cafe")
    with pytest.raises(ValueError, match=r"cafe\."):
        dialog.pressed("kaffee.book")(nothing)
    dialog.pressed("cafe.book")(nothing)
    with pytest.raises(ValueError, match="twice"):
        dialog.pressed("cafe.book")(other)


def test_a_form_takes_what_it_names_and_nothing_else() -> None:
    """Card data is hostile: unknown fields are dropped, long ones refused."""

    class Slot(Form):
        slot: str

    assert Slot.model_validate({"slot": " 7 ", "admin": True}) == Slot(slot="7")
    with pytest.raises(ValueError, match="8000"):
        Slot.model_validate({"slot": "x" * 9_000})


def test_bare_is_what_is_left_of_a_message() -> None:
    """Letters and digits, lower case, single spaces."""
    assert bare("  Neu_anfangen!! ÄÖÜ 2 ") == "neu anfangen äöü 2"
