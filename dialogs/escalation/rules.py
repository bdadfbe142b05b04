"""Who answers for a question, how they are reached, and what the cards of a case may send. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from bot.router import Form
from bot.turn import Refusal
from faq import Catalog, Entry, Language
from faq.german import content

MOST_OWNERS = 8
MOST_TOPICS = 4
"""Of one owner: the card stays a page that one can read."""


class Asked(Form):
    """The question that led here, and the entry that it was answered by, if there was one."""

    question: str = ""
    entry: Annotated[str, StringConstraints(max_length=120)] = ""
    unhappy: bool = False
    """Whether the answer has just been said not to help."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who stands behind entries, and what the town's facts say of them; "" where they say nothing."""

    name: str
    phone: str = ""
    mail: str = ""
    hours: str = ""
    topics: tuple[str, ...] = ()


def owner_of(name: str, facts: Mapping[str, str], tongue: Language, topics: tuple[str, ...] = ()) -> Owner:
    """This owner with the facts that stand beside their name: `personal.phone` beside `personal.name`."""
    named = (key for key, said in facts.items() if said == name and key.endswith(".name"))
    group = next(named, "").removesuffix(".name")
    if not group:
        return Owner(name, topics=topics)

    def fact(*keys: str) -> str:
        every = [f"{group}.{key}{suffix}" for key in keys for suffix in ("_en",) * (tongue == "en") + ("",)]
        return next((facts[key] for key in every if key in facts), "")

    return Owner(fact("name"), fact("phone", "hotline"), fact("mail"), fact("hours"), topics)


def owners(catalog: Catalog, facts: Mapping[str, str], tongue: Language) -> list[Owner]:
    """Everyone but IT who stands behind most of a topic, with their topics, in the order of the catalog."""
    behind: dict[str, Counter[str]] = {}
    for entry in catalog.entries:
        if entry.owner and entry.topic:
            behind.setdefault(entry.said(tongue).topic, Counter())[entry.owner] += 1
    topics: dict[str, list[str]] = {}
    for topic, their in behind.items():
        topics.setdefault(their.most_common(1)[0][0], []).append(topic)
    topics.pop(facts.get("it.name", ""), None)
    named = list(topics.items())[:MOST_OWNERS]
    return [owner_of(name, facts, tongue, tuple(their[:MOST_TOPICS])) for name, their in named]


def takes_courage(entry: Entry | None, *, unhappy: bool) -> bool:
    """Whether «zu einfache Fragen gibt es nicht» fits: not to what is private, nor to a complaint."""
    return not unhappy and (entry is None or not entry.shy)


# ---------------------------------------------------------------- refusals


class NotNow(Refusal):
    """The case has moved on, so that this can't be done any more."""

    text = "escalation.not_now"


class Taken(Refusal):
    """Another Lotse has the case."""

    text = "escalation.taken_by"


class NoLotse(Refusal):
    """Only Lotsen may do this."""

    text = "escalation.no_lotse"


class NotYours(Refusal):
    """The case was never in front of this person, or is over."""

    text = "escalation.not_yours"


class WordsMissing(Refusal):
    """Nothing was written."""

    text = "escalation.words_missing"


class LotseAway(Refusal):
    """Whom the case should be handed to is away, or unknown."""

    text = "escalation.lotse_away"


# ---------------------------------------------------------------- what cards send

CaseId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
MOST_WRITTEN = 4_000
Text = Annotated[str, StringConstraints(max_length=MOST_WRITTEN)]
Short = Annotated[str, StringConstraints(max_length=300)]
Checked = Annotated[bool, BeforeValidator(lambda value: value is True or value == "true")]


class Wish(Form):
    """The form that asks a human."""

    question: Annotated[str, StringConstraints(max_length=2_000)] = ""
    detail: Annotated[str, StringConstraints(max_length=2_000)] = ""
    topic: Short = ""
    department: Short = ""
    urgency: Literal["now", "today", "relaxed"] = "today"
    nameless: Checked = False


class About(Form):
    """The case that a card is about."""

    case: CaseId


class Said(About):
    """Words about a case."""

    words: Text = ""
    signed: Checked = False
    """Whether the Lotse wants their first name to stand there."""


class Typed(Form):
    """What the asker typed into the chat while a Lotse waits for a reply."""

    typed: Short = ""
    """The id of the message it was typed in."""
    words: Text = ""


class TypedReply(Typed, About):
    """The same, as the reply to what the Lotse asked."""

    seq: Annotated[int, Field(ge=0)] = 0
    """The number of the Lotse's question that the person saw."""


class Sent(About):
    """The FAQ entry that answers a case."""

    entry: Annotated[str, StringConstraints(max_length=120)] = ""
    search: Short = ""
    signed: Checked = False


class Handed(About):
    """Whom a case is handed to: a Lotse by name, or the Lotsen of a topic."""

    to: Short = ""
    topic: Short = ""
    words: Text = ""


# ---------------------------------------------------------------- drafts


class NothingToPropose(Refusal):
    """There is no answer yet, or nobody else who could look at it."""

    text = "escalation.nothing_to_propose"


class TopicMissing(Refusal):
    """An entry belongs to a topic, and none was chosen."""

    text = "escalation.topic_missing"


class Decided(Refusal):
    """A proposal that somebody has decided, or one's own."""

    text = "escalation.draft_decided"


class CannotKeep(Refusal):
    """The FAQ's folder can't be written, or the entry does not fit into it."""

    text = "escalation.cannot_keep"


class Proposal(Form):
    """A question and answer for the FAQ, as its form sends it."""

    draft: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")] = ""
    topic: Short = ""
    question: Annotated[str, StringConstraints(max_length=300)] = ""
    variants: Annotated[str, StringConstraints(max_length=1_500)] = ""
    answer: Text = ""

    @property
    def complete(self) -> bool:
        """Whether there is a question and an answer."""
        return bool(self.question and self.answer)

    @property
    def wordings(self) -> tuple[str, ...]:
        """Other ways to ask it."""
        lines = [line.strip()[:300] for line in self.variants.splitlines()]
        return tuple(dict.fromkeys(line for line in lines if line and line != self.question))[:10]


ALIKE = 0.6
"""Share of the content words of two questions that they have in common when they ask the same."""


def same_question(one: str, other: str) -> bool:
    """Whether two questions have most of their content words in common."""
    first, second = set(content(one)), set(content(other))
    return bool(first) and len(first & second) >= ALIKE * len(first | second)
