"""How a card becomes lines and numbers, and a press the very message that Teams would bring."""

import io
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot import cards
from bot.message import Kind, Message
from bot.reply import Dialog, Outgoing, Reply
from bot.teams.mapping import message_of
from bot.terminal import Paper, Talk, Wall
from bot.terminal.drawing import Look, Way, drawn, fields
from bot.terminal.form import Cancelled, filled
from bot.terminal.paper import unmarked
from bot.terminal.wall import forget_old

CARD = cards.stamped(
    cards.card(
        cards.heading("Termin"),
        cards.text("Bitte **wählen**."),
        cards.choice("Montag", "cafe.pick", day="mo"),
        cards.section("Ort", "Rathaus"),
        cards.text_input("note", "Notiz", error="Bitte ausfüllen.", hint="kurz", value="wie immer"),
        actions=[
            cards.button("Buchen", "cafe.book", primary=True, slot="7"),
            cards.button("Zurück", "cafe.back", checks=False),
            cards.opens("Mehr", "cafe.open", page=2),
            cards.link("Lageplan", "https://stadt.example/plan"),
        ],
    ),
    nonce="n" * 32,
    language="de",
)


class Words:
    """Says the key and the values, knows a word or two."""

    def t(self, key: str, **values: object) -> str:
        return " ".join([key.removeprefix("command.chat."), *map(str, values.values())])

    def words(self, key: str) -> list[str]:
        return {"back": ["/back"], "yes": ["ja"], "leave": ["/end"]}[key.removeprefix("command.chat.")]


class Script(Paper):
    """A paper on which the person has written all their lines beforehand."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.page = io.StringIO()
        super().__init__(Console(file=self.page, width=100), typed=False)
        self.lines = iter(lines)

    def ask(self, prompt: str) -> str:
        for line in self.lines:
            return line
        raise EOFError


def talked(*lines: str, wall: Wall | None = None, reply: Reply | None = None) -> tuple[list[Message], str]:
    """What reaches the bot when a person types these lines below CARD, and what they see."""
    wall = wall or hung()
    paper = Script(lines)
    asked: list[Message] = []

    def answer(message: Message) -> Reply:
        asked.append(message)
        return reply or Reply()

    with pytest.raises(EOFError):
        Talk("Anna", paper, wall, Words()).converse(answer)
    return asked, paper.page.getvalue()


def hung() -> Wall:
    wall = Wall()
    wall.put(CARD, "the-card")
    return wall


def test_lines_stand_in_reading_order_and_buttons_are_numbered_as_they_are_read() -> None:
    """From top to bottom, whatever is nested, and from the number that is given."""
    drawing = drawn(CARD, first=5)
    shown = [(line.look, line.text, line.number) for line in drawing.lines if line.look is not Look.GAP]
    assert shown == [
        (Look.HEADING, "Termin", 0),
        (Look.TEXT, "Bitte **wählen**.", 0),
        (Look.CHOICE, "Montag", 5),
        (Look.TITLE, "Ort", 0),
        (Look.TEXT, "Rathaus", 0),
        (Look.FIELD, "Notiz", 0),
        (Look.BUTTON, "Buchen", 6),
        (Look.BUTTON, "Zurück", 7),
        (Look.BUTTON, "Mehr", 8),
        (Look.BUTTON, "Lageplan", 9),
    ]
    assert [button.way for button in drawing.buttons.values()] == [
        Way.PRESS,
        Way.PRESS,
        Way.PRESS,
        Way.OPEN,
        Way.LINK,
    ]
    assert [field["id"] for field in fields(CARD)] == ["note"]


def test_what_an_older_or_a_richer_card_holds_is_drawn_as_well() -> None:
    """Columns, facts, pictures by their description, sets of actions; the unknown is left out."""
    card = {
        "type": "AdaptiveCard",
        "body": [
            {"type": "ColumnSet", "columns": [{"type": "Column", "items": [cards.text("links")]}]},
            {"type": "FactSet", "facts": [{"title": "Wann", "value": "heute"}]},
            {"type": "Image", "url": "https://x.example/x.png", "altText": "Ein Plan"},
            {"type": "ActionSet", "actions": [cards.button("Los", "cafe.go")]},
            {"type": "Table.From.Tomorrow"},
        ],
    }
    assert [line.text for line in drawn(card).lines] == ["links", "- **Wann** heute", "Ein Plan", "Los"]


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**fett** und `x`", "fett und `x`"),
        ("[Portal](https://x.example/a)", "Portal (https://x.example/a)"),
        (r"kein \[Link\](x) und \*\*nichts\*\* fett", "kein [Link](x) und **nichts** fett"),
        ("1\\. kein Punkt", "1. kein Punkt"),
    ],
)
def test_plain_text_has_no_marks_and_keeps_what_people_wrote(markdown: str, plain: str) -> None:
    """Marks vanish, addresses stay, and what was escaped is shown as it was."""
    assert unmarked(markdown) == plain


@pytest.mark.parametrize(
    ("line", "typed", "name", "action_index"),
    [
        ("1", ["dabei"], "adaptiveCard/action", None),
        ("2", ["um drei"], "adaptiveCard/action", 0),
        ("3", [], "adaptiveCard/action", 1),
        ("4", ["so"], "task/fetch", 2),
    ],
)
def test_a_press_is_the_message_that_teams_would_bring(
    line: str, typed: list[str], name: str, action_index: int | None
) -> None:
    """Kind, action, form, nonce, language, card: the same as through the Teams edge."""
    (message,), _ = talked(line, *typed)
    action = CARD["actions"][action_index] if action_index is not None else CARD["body"][2]["selectAction"]
    data = action["data"] | ({"note": typed[0]} if typed else {})
    value = {"data": data} if name == "task/fetch" else {"action": {**action, "data": data}}
    activity: Mapping[str, Any] = {
        "type": "invoke",
        "name": name,
        "id": message.id,
        "serviceUrl": "",
        "from": {"id": message.person.account, "name": "Anna"},
        "recipient": {"id": message.place.bot},
        "conversation": {"id": message.place.id, "conversationType": "personal"},
        "replyToId": "the-card",
        "value": value,
    }
    assert message == message_of(activity, authenticated=False)


def test_words_are_said_and_numbers_press() -> None:
    """What is no number of a button is a message; a number of one that is gone says so."""
    wall = hung()
    wall.remove("the-card")
    asked, shown = talked("Hallo", "115", "  ", "3", wall=wall)
    assert [(message.kind, message.text) for message in asked] == [(Kind.SAID, "Hallo"), (Kind.SAID, "115")]
    assert "gone 3" in shown


def test_a_replaced_card_is_drawn_again_and_its_old_numbers_are_gone() -> None:
    """As in Teams: what was pressed is no longer there."""
    wall = hung()
    after = cards.card(cards.text("Gebucht."), actions=[cards.button("Absagen", "cafe.cancel")])
    asked, shown = talked("1", "dabei", "1", "6", wall=wall, reply=Reply(replace=after))
    assert [message.action for message in asked] == ["cafe.pick", "cafe.cancel"]
    assert "Gebucht." in shown
    assert "gone 1" in shown
    assert asked[1].card == "the-card"


def test_a_dialog_opens_is_sent_and_closes() -> None:
    """Its buttons submit; afterwards they can't be pressed again."""
    inside = cards.card(cards.text("Drinnen"), actions=[cards.button("Senden", "cafe.send")])
    opened = Reply(dialog=Dialog("Ein Titel", inside))
    wall = hung()
    asked, shown = talked("4", "so", wall=wall, reply=opened)
    assert asked[0].kind is Kind.OPENED
    assert "Ein Titel" in shown
    asked, shown = talked("6", "6", wall=wall, reply=Reply(notice="Angekommen"))
    assert [(message.kind, message.action, message.card) for message in asked] == [
        (Kind.SUBMITTED, "cafe.send", "")
    ]
    assert "Angekommen" in shown


def test_a_link_shows_its_address() -> None:
    """Nothing reaches the bot, as in Teams."""
    asked, shown = talked("5")
    assert not asked
    assert "https://stadt.example/plan" in shown


async def test_what_the_bot_edits_or_takes_back_changes_the_wall() -> None:
    """The way back into the conversation: send, edit, delete."""
    talk = Talk("Anna", Script(()), Wall(), Words())
    sent = await talk.send(Outgoing(card=CARD))
    await talk.edit(sent, Outgoing(card=cards.card(actions=[cards.button("Neu", "cafe.new")])))
    assert [button.title for _, button in [talk.wall.button(6) or pytest.fail("not there")]] == ["Neu"]
    assert talk.wall.button(1) is None
    await talk.delete(sent)
    assert talk.wall.button(6) is None


def test_the_wall_is_the_same_after_a_restart_and_never_grows_without_end(tmp_path: Path) -> None:
    """Numbers keep their buttons; the oldest cards fall off."""
    wall = Wall(tmp_path / "kept" / "wall.json")
    for _ in range(40):
        wall.put(CARD)
    again = Wall.load(tmp_path / "kept" / "wall.json")
    assert (again.cards, again.next) == (wall.cards, 201)
    assert again.button(200) is not None
    assert again.button(1) is None


def test_a_card_lives_ninety_days_from_when_it_was_first_hung(tmp_path: Path) -> None:
    """A change makes it no younger; what stays keeps its numbers, and with the last card the file goes."""
    day = [date(2026, 4, 1)]
    wall = Wall(tmp_path / "wall.json", clock=lambda: day[0])
    wall.put(CARD, "old")
    day[0] += timedelta(days=80)
    wall.put(CARD, "old")
    young = wall.put(CARD, "young")
    day[0] += timedelta(days=10)
    forget_old(tmp_path, wall.clock)
    assert [shown.id for shown in Wall.load(tmp_path / "wall.json").cards] == ["old", "young"]
    day[0] += timedelta(days=1)
    forget_old(tmp_path, wall.clock)
    again = Wall.load(tmp_path / "wall.json")
    assert (again.cards, again.next) == ([young], 16)
    day[0] += timedelta(days=90)
    forget_old(tmp_path, wall.clock)
    assert not list(tmp_path.iterdir())


def test_starting_over_clears_the_wall_before_the_bot_answers() -> None:
    """However it is written; other words leave it as it is."""
    wall = hung()
    paper = Script(["neu anfangen bitte", "NEU  anfangen!"])
    seen: list[int] = []

    def answer(message: Message) -> Reply:
        seen.append(len(wall.cards))
        return Reply()

    with pytest.raises(EOFError):
        Talk("Anna", paper, wall, Words(), restarts={"neu anfangen"}).converse(answer)
    assert seen == [1, 0]
    assert wall.next == 6


# ---------------------------------------------------------------- forms

CHOICES = {
    "type": "Input.ChoiceSet",
    "id": "x",
    "label": "Raum",
    "choices": [{"title": "Blau", "value": "b"}, {"title": "Rot", "value": "r"}],
    "errorMessage": "Bitte wählen.",
    "isRequired": True,
}


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ({"type": "Input.Text"}, ["hallo"], "hallo"),
        ({"type": "Input.Text"}, [""], ""),
        ({"type": "Input.Text", "value": "alt"}, [""], "alt"),
        ({"type": "Input.Text", "maxLength": 3}, ["hallo"], "hal"),
        ({"type": "Input.Text", "isRequired": True}, ["", " ", "da"], "da"),
        (CHOICES, ["", "3", "Rot", "1 2", "2"], "r"),
        (CHOICES | {"isMultiSelect": True}, ["1, 2"], "b,r"),
        (CHOICES | {"value": "b"}, [""], "b"),
        ({"type": "Input.Toggle", "title": "Ja?"}, ["ja"], "true"),
        ({"type": "Input.Toggle", "valueOff": "0"}, ["nein"], "0"),
        ({"type": "Input.Date"}, ["3.4.", "2026-04-03"], "2026-04-03"),
        ({"type": "Input.Time"}, ["drei", "15:00"], "15:00"),
        ({"type": "Input.Number"}, ["viele", "7"], "7"),
    ],
)
def test_each_kind_of_field_is_asked_until_it_fits(
    field: Mapping[str, Any], typed: list[str], value: str
) -> None:
    """As the card would send it: a text each, a choice by its value, what is required never empty."""
    paper = Script(typed)
    assert filled([{"id": "x", "label": "Feld", **field}], paper, Words()) == {"x": value}
    assert next(paper.lines, None) is None, "nothing is asked twice without need"


def test_a_form_can_be_left() -> None:
    """Nothing is sent then."""
    with pytest.raises(Cancelled):
        filled([{"type": "Input.Text", "id": "x"}], Script(["/BACK"]), Words())
    asked, shown = talked("2", "/back")
    assert not asked
    assert "cancelled" in shown


def test_on_a_terminal_nothing_of_a_card_is_missing() -> None:
    """Frames and colours are added, no word is lost."""
    page = io.StringIO()
    paper = Paper(Console(file=page, force_terminal=True, width=80), typed=False)
    paper.card(drawn(CARD).lines)
    paper.text("**fertig**")
    shown = page.getvalue()
    for words in ("Termin", "wählen", "[1]", "Montag", "Rathaus", "Notiz", "Buchen", "fertig"):
        assert words in shown
    assert "╭" in shown
