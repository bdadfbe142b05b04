"""Every card of every dialog, in every language, keeps the rules of Teams."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any, get_args

import pytest

from bot import cards
from bot.app import FEATURES, migration_folders, text_files
from bot.privacy import Gone, Kept
from bot.router import Running
from bot.storage import Migrations, Stored, tables
from bot.texts import LANGUAGES, Texts
from bot.turn import Card, Kind, Message, Person, Place, Scope, Town, Turn, Wishes
from dialogs.answer.rules import Origin, carried
from dialogs.escalation.rules import Owner, Wish
from dialogs.privacy.rules import pages
from dialogs.upkeep.rules import Wrong
from dialogs.welcome.rules import Offer, Topic
from faq import Entry, Link, Wording
from faq.learning import Proposal
from tests.dialogs import cafe_samples, escalation_samples

TEXTS = Texts.load(text_files(), None)
HOSTILE = "<at>Alle</at> **fett** [klick](https://böse.example) {{DATE(2026-01-01)}} " + "Wörter " * 60
LONG = "Ein ziemlich langer Satz mit **Fettem** und einem [Link](https://x.example). " * 40
ORIGIN = Origin(carried(HOSTILE), "0" * 64)
ENTRY = Entry(
    id="lang",
    question=HOSTILE[:200],
    answer=LONG,
    topic="Konto und Passwort",
    topic_en="Account and password",
    owner="IT-Servicedesk",
    why=LONG[:600],
    benefit=LONG[:600],
    links=(Link("Portal", "https://intranet.example/passwort"),) * 3,
    review_by=date(2027, 5, 31),
    simple=Wording(answer="Kurz.", why="Darum.", benefit="Gut."),
    en=Wording(question="What now?", answer="This.", why="Because.", benefit="Good."),
)
OWNER = Owner(HOSTILE[:60], HOSTILE[:60], HOSTILE[:60], HOSTILE[:60], (HOSTILE[:60],) * 4)
TOPICS = [Topic(HOSTILE[:200], HOSTILE[:200])] * 6
OVERDUE = replace(ENTRY, id="alt", review_by=date(2020, 1, 1), en=None, simple=None)
PROPOSAL = Proposal(ENTRY, HOSTILE[:200], "de", 7, "2026-11-20", (HOSTILE[:200],) * 5)

PERSON = tables(Migrations.load(migration_folders()))["person"]
"""A table about people; a card can't know what its rows hold."""
ROW: dict[str, Stored] = {
    "tenant": "t",
    "person": "p",
    "language": HOSTILE * 4,
    "simple": 1,
    "welcomed": None,
}
KEPT = [Kept(PERSON, (ROW, {**ROW, "language": b"sealed"}) * 40)]
RUNNING = [Running("privacy.known_as", {"person": HOSTILE})] * 8

SAMPLES: Mapping[str, Mapping[str, Callable[[Turn], Card]]] = {
    **cafe_samples.samples(HOSTILE),
    **escalation_samples.samples(HOSTILE, ENTRY),
    "welcome.welcome": {"full": lambda t: _of("welcome").welcome(t, [HOSTILE[:100], "Zwei", "Drei"])},
    "welcome.help_": {
        "full": lambda t: _of("welcome").help_(t, TOPICS[:4]),
        "of an empty FAQ": lambda t: _of("welcome").help_(t, []),
        "all that a town can have": lambda t: _of("welcome").help_(t, TOPICS[:4], get_args(Offer)),
    },
    "welcome.topics": {"full": lambda t: _of("welcome").topics(t, TOPICS[:5], page=1, more=True)},
    "welcome.questions": {
        "full": lambda t: _of("welcome").questions(t, HOSTILE[:300], [ENTRY] * 5, page=1, more=True),
        "last": lambda t: _of("welcome").questions(t, HOSTILE[:300], [ENTRY] * 6, page=1, more=False),
    },
    "welcome.languages": {"full": lambda t: _of("welcome").languages(t)},
    "welcome.language_chosen": {"full": lambda t: _of("welcome").language_chosen(t)},
    "welcome.lead_back": {
        "full": lambda t: _of("welcome").lead_back(t, "Gern!", ["Eins", "Zwei", "Drei"], human=True)
    },
    "answer.answer": {
        "new": lambda t: _of("answer").answer(t, ENTRY, origin=ORIGIN, related=[ENTRY, OVERDUE, ENTRY]),
        "rated": lambda t: _of("answer").answer(t, OVERDUE, rated="missing"),
        "with an appointment": lambda t: _of("answer").answer(t, ENTRY, related=[ENTRY, OVERDUE], cafe=True),
    },
    "answer.inserted": {"full": lambda t: _of("answer").inserted(t, ENTRY)},
    "answer.missing": {"full": lambda t: _of("answer").missing(t, ENTRY, "0" * 64, cafe=True)},
    "answer.suggestions": {
        "three": lambda t: _of("answer").suggestions(t, [ENTRY, OVERDUE, ENTRY], ORIGIN, "0" * 32),
        "one": lambda t: _of("answer").suggestions(t, [ENTRY], Origin(), ""),
    },
    "answer.unknown": {
        "kept": lambda t: _of("answer").unknown(t, HOSTILE[:500], kept=True),
        "not kept": lambda t: _of("answer").unknown(t, "", kept=False),
    },
    "answer.not_a_question": {"full": lambda t: _of("answer").not_a_question(t)},
    "answer.under_four_eyes": {"full": lambda t: _of("answer").under_four_eyes(t)},
    "concern.annoyed": {"full": lambda t: _of("concern").annoyed(t, box=True)},
    "concern.heard": {"full": lambda t: _of("concern").heard(t, box=True, law=True)},
    "concern.unlawful": {"full": lambda t: _of("concern").unlawful(t)},
    "concern.box": {
        "both ways": lambda t: _of("concern").box(t, "https://sorge.example.org"),
        "one way": lambda t: _of("concern").box(t, ""),
    },
    "concern.desk": {
        "signed in": lambda t: _of("concern").desk(t, "https://sorge.example.org/lesen"),
        "without a sign-in": lambda t: _of("concern").desk(t, ""),
        "once": lambda t: _of("concern").desk(t, "http://127.0.0.1:1/lesen?link=x", once=True),
    },
    "concern.notice": {
        "full": lambda t: _of("concern").notice(t, "https://sorge.example.org"),
        "without a sign-in": lambda t: _of("concern").notice(t, ""),
        "by a word": lambda t: _of("concern").notice(t, "", by_word=True),
    },
    "concern.in_danger": {"full": lambda t: _of("concern").in_danger(t)},
    "concern.encouraged": {
        "full": lambda t: _of("concern").encouraged(t, [ENTRY, OVERDUE, ENTRY]),
        "without answers": lambda t: _of("concern").encouraged(t, []),
    },
    "escalation.ask": {
        "full": lambda t: _of("escalation").ask(
            t, Wish(question=HOSTILE, detail=HOSTILE, topic="Eins"), ["Eins", HOSTILE], [HOSTILE] * 3
        ),
        "without departments": lambda t: _of("escalation").ask(t, Wish(), [], []),
    },
    "escalation.on_its_way": {
        "with a topic": lambda t: _of("escalation").on_its_way(t, HOSTILE, "10:00", nameless=True),
        "without": lambda t: _of("escalation").on_its_way(t, "", "10:00", nameless=False),
    },
    "escalation.owner": {
        "full": lambda t: _of("escalation").owner(t, OWNER, HOSTILE),
        "hardly known": lambda t: _of("escalation").owner(t, Owner(HOSTILE[:60]), "", courage=False),
    },
    "upkeep.broken": {
        "full": lambda t: _of("upkeep").broken(t, [Wrong(HOSTILE[:60], 7, HOSTILE, HOSTILE)] * 4, 9),
        "only a place": lambda t: _of("upkeep").broken(t, [Wrong("texts.yaml", 1)], 0),
    },
    "upkeep.proposal": {
        "full": lambda t: _of("upkeep").proposal(t, PROPOSAL, 12),
        "asked once": lambda t: _of("upkeep").proposal(t, replace(PROPOSAL, count=1, others=()), 0),
    },
    "upkeep.accepted": {"full": lambda t: _of("upkeep").accepted(t, PROPOSAL, HOSTILE[:60])},
    "upkeep.dismissed": {"full": lambda t: _of("upkeep").dismissed(t, PROPOSAL)},
    "upkeep.no_more": {"full": lambda t: _of("upkeep").no_more(t)},
    "privacy.mine": {
        "full": lambda t: _of("privacy").mine(t, pages(KEPT)),
        "empty": lambda t: _of("privacy").mine(t, []),
    },
    "privacy.more": {
        "full": lambda t: _of("privacy").more(t, pages(KEPT), 1),
        "last": lambda t: _of("privacy").more(t, pages(KEPT), len(pages(KEPT)) - 1),
    },
    "privacy.technical": {"full": lambda t: _of("privacy").technical(t, pages(KEPT), 0)},
    "privacy.sure": {
        "with something running": lambda t: _of("privacy").sure(t, KEPT * 9, RUNNING),
        "without": lambda t: _of("privacy").sure(t, KEPT, []),
    },
    "privacy.deleted": {
        "full": lambda t: _of("privacy").deleted(t, [Gone(PERSON, 80)], RUNNING),
        "nothing": lambda t: _of("privacy").deleted(t, []),
    },
    "privacy.unchanged": {"full": lambda t: _of("privacy").unchanged(t)},
    "privacy.elsewhere": {"full": lambda t: _of("privacy").elsewhere(t)},
    "escalation.people": {
        "with a question": lambda t: _of("escalation").people(t, [OWNER] * 8, HOSTILE),
        "without": lambda t: _of("escalation").people(t, [], ""),
    },
}


def _of(feature: str, file: str = "cards") -> Any:
    return import_module(f"dialogs.{feature}.{file}")


class Nothing:
    """A card asks the machinery for nothing."""


def a_turn(language: str, scope: Scope, *, simple: bool = False) -> Turn:
    message = Message("1", Kind.SAID, Person("t", "p", "29:p"), Place("c", scope, bot="28:bot"), text=HOSTILE)
    turn = Turn(
        message=message,
        now=datetime(2026, 11, 22, 9, tzinfo=UTC),
        db=Nothing(),  # type: ignore[arg-type]  # a card that reads the database would fail here, and should
        texts=TEXTS,
        town=Town(address="du" if language == "de-du" else "sie"),
        machine=Nothing(),  # type: ignore[arg-type]  # a card that acts would fail here, and should
        wishes=Wishes(simple=simple),
    )
    turn.language = language
    return turn


@dataclass(frozen=True)
class Sample:
    name: str
    card: Card


def samples() -> Iterator[Sample]:
    for name, makers in SAMPLES.items():
        for which, make in makers.items():
            for language in LANGUAGES:
                for scope in (Scope.PERSONAL, Scope.CHANNEL):
                    for simple in (False, True):
                        card = make(a_turn(language, scope, simple=simple))
                        yield Sample(f"{name}, {which}, {language}, {scope}, simple={simple}", card)


ALL = list(samples())
each_card = pytest.mark.parametrize("card", [pytest.param(s.card, id=s.name) for s in ALL])


def actions(card: Card) -> list[dict[str, Any]]:
    """Every action a person can take, each once: a fallback is the same action."""

    def walk(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, Mapping):
            if str(node.get("type", "")).startswith("Action."):
                yield dict(node)
            for key, value in node.items():
                if key != "fallback":
                    yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    return list(walk(card))


def broken(card: Card) -> list[str]:
    """What rules of TEAMS.md 6 to 10 this card breaks."""
    pieces = list(cards.pieces(card))
    found = []
    if card.get("version") not in ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5"):
        found.append("version above 1.5")
    if len(actions(card)) > cards.MOST_ACTIONS:
        found.append("more than six actions")
    if sum(action.get("style") == "positive" for action in actions(card)) > 3:
        found.append("more than three primary actions")
    if any(action.get("style") == "destructive" for action in pieces):
        found.append("destructive style")
    if any(piece["type"] in ("Media", "Table", "ColumnSet", "ImageSet") for piece in pieces):
        found.append("media, or side by side")
    if any(piece["type"] == "TextBlock" and not piece.get("wrap") for piece in pieces):
        found.append("a text does not wrap")
    if any(piece["type"] == "TextBlock" and not piece["text"].strip() for piece in pieces):
        found.append("an empty text")
    for piece in pieces:
        if piece["type"] == "Action.Execute" and piece.get("fallback", {}).get("type") != "Action.Submit":
            found.append("Execute without a Submit fallback")
        if piece["type"].startswith("Input.") and not (
            piece.get("label") and "isRequired" in piece and piece.get("errorMessage")
        ):
            found.append("an input without label, isRequired and error message")
        if piece["type"] == "Image" and not piece.get("altText"):
            found.append("an image without alt text")
        if piece["type"].startswith("Action.") and not any(sign.isalpha() for sign in piece.get("title", "")):
            found.append("an action that a screen reader can't name")
    texts = [piece["text"] for piece in pieces if piece["type"] == "TextBlock"]
    if any("<at>" in text.replace("\\<", "") or "{{" in text for text in texts):
        found.append("words that act")
    if any("**fett**" in text for text in texts):
        found.append("people's Markdown")
    if len(json.dumps(card, ensure_ascii=False).encode()) > 25_000:
        found.append("over 25 KB")
    return found


@each_card
def test_a_card_keeps_every_rule(card: Card) -> None:
    """TEAMS.md 6 to 10, on the longest and most hostile content there may be."""
    assert broken(card) == []


BREACHES: Mapping[str, Card] = {
    "version above 1.5": {"version": "1.6"},
    "more than six actions": cards.card(actions=[cards.button("Los", "a.b")] * 7),
    "more than three primary actions": cards.card(actions=[cards.button("Los", "a.b", primary=True)] * 4),
    "destructive style": cards.card(actions=[{**cards.button("Los", "a.b"), "style": "destructive"}]),
    "media, or side by side": cards.card({"type": "ColumnSet"}),
    "a text does not wrap": cards.card({"type": "TextBlock", "text": "x"}),
    "an empty text": cards.card(cards.text(" ")),
    "Execute without a Submit fallback": cards.card(actions=[{"type": "Action.Execute", "title": "Los"}]),
    "an input without label, isRequired and error message": cards.card({"type": "Input.Text", "id": "x"}),
    "an image without alt text": cards.card({"type": "Image", "url": "https://x"}),
    "an action that a screen reader can't name": cards.card(actions=[cards.link("→", "https://x")]),
    "words that act": cards.card(cards.text("<at>Alle</at>")),
    "people's Markdown": cards.card(cards.text("**fett**")),
    "over 25 KB": cards.card(cards.text("x" * 26_000)),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_each_rule_can_fail(breach: str) -> None:
    """The control: a card that breaks one rule is told so."""
    assert breach in broken(BREACHES[breach])


def test_every_card_of_every_dialog_is_here() -> None:
    """A new card has to join the samples above; those of hosts stand in test_cafe_cards.py."""
    made = {
        f"{file.parent.name}.{name}"
        for file in FEATURES.glob("*/*cards.py")
        if file.stem != "host_cards"
        for name, function in inspect.getmembers(_of(file.parent.name, file.stem), inspect.isfunction)
        if function.__module__ == f"dialogs.{file.parent.name}.{file.stem}"
        and not name.startswith("_")
        and function.__annotations__.get("return") == "Card"
    }
    assert made == set(SAMPLES)


@pytest.mark.parametrize("scope", [Scope.PERSONAL, Scope.CHANNEL])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_welcome_is_three_lines(language: str, scope: Scope) -> None:
    """Worth, use, and what is stored: a line each, so that a newcomer reads them, and three questions."""
    card = _of("welcome").welcome(a_turn(language, scope), ["Eins", "Zwei", "Drei"])
    _title, *below = card["body"]
    lines = [piece["text"] for piece in below if piece["type"] == "TextBlock"]
    assert [line for line in lines if len(line) > 190] == []
    assert [piece["type"] for piece in below] == ["TextBlock"] * 3 + ["Container"] * 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_addressed_in_one_way_only(language: str) -> None:
    """No card in du says Sie, none in English says anything in German but names."""
    strange = {
        "de-du": (" Sie ", "Ihnen", " Ihre"),
        "en": (" Sie ", " du ", " und "),
        "de": (" du ", " dir ", " dein"),
    }
    for name, makers in SAMPLES.items():
        if name.startswith("answer.answer"):
            continue  # the FAQ's own words
        for make in makers.values():
            card = make(a_turn(language, Scope.PERSONAL))
            texts = [
                p["text"]
                for p in cards.pieces(card)
                if p["type"] == "TextBlock" and HOSTILE[:20] not in p["text"]
            ]
            assert not [text for text in texts for word in strange[language] if word in f" {text} "], name
