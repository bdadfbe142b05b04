"""Looks of listening."""

from __future__ import annotations

from collections.abc import Sequence

from bot import cards
from bot.turn import Card, Sending, Turn
from faq import Entry


def box(turn: Turn, url: str) -> Card:
    """The Sorgenbox: four lines that are true, and the ways; `url` is that of the web page, or empty."""
    return cards.card(
        cards.heading(turn.t("concern.box_title")),
        cards.text(turn.t("concern.box_stored" if url else "concern.box_stored_here")),
        cards.text(turn.t("concern.box_not_stored")),
        cards.text(turn.t("concern.box_seen")),
        cards.text(turn.t("concern.box_ways" if url else "concern.box_way")),
        actions=[
            cards.opens(turn.t("concern.write_button"), "concern.open"),
            *([cards.link(turn.t("concern.web_button"), f"{url}/sorge")] if url else []),
            cards.opens(turn.t("concern.voices_button"), "concern.voices"),
        ],
    )


def desk(turn: Turn, url: str, *, once: bool = False) -> Card:
    """For a reader: the way to their page, or who opens it; `once`: whether this address opens it once."""
    how = "once" if once else "signed_in" if url else "by_link"
    return cards.card(
        cards.heading(turn.t("concern.desk_title")),
        cards.text(turn.t("concern.notice_by_link" if how == "by_link" else f"concern.desk_{how}")),
        actions=[
            *([cards.link(turn.t("concern.read_button"), url)] if url else []),
            cards.button(turn.t("concern.box_button"), "concern.show"),
        ],
    )


def notice(sending: Sending, url: str, *, by_word: bool = False) -> Card:
    """For a reader: that there is something, why they are told, and how that ends; `url` of their page.

    `by_word`: whether they come to it by a word to the bot.
    """
    way = "concern.notice_by_word" if by_word else "concern.notice_by_link"
    return cards.card(
        cards.heading(sending.t("concern.notice_title")),
        cards.text(sending.t("concern.notice_why")),
        None if url else cards.text(sending.t(way)),
        cards.text(sending.t("concern.notice_off"), subtle=True, small=True),
        actions=[cards.link(sending.t("concern.read_button"), f"{url}/lesen")] if url else [],
    )


def heard(turn: Turn, *, box: bool = False, law: bool = False) -> Card:
    """That it was heard, who listens in confidence, that nothing was kept, and how to go on.

    `box`: whether it can be said in the Sorgenbox, too. `law`: whether it is one for the reporting office.
    """
    return cards.card(
        cards.heading(turn.t("concern.title")),
        cards.text(turn.t("concern.law")) if law else None,
        cards.text(turn.t("concern.people")),
        cards.text(turn.t("concern.always")),
        cards.text(turn.t("concern.kept"), subtle=True, apart=True),
        actions=[*(_ways_in(turn) if box else []), *_ways_on(turn)],
    )


def unlawful(turn: Turn) -> Card:
    """Which office protects who reports a breach of law, and who listens. The Sorgenbox is no such office."""
    return cards.card(
        cards.heading(turn.t("concern.law_title")),
        cards.text(turn.t("concern.law")),
        cards.text(turn.t("concern.people")),
        cards.text(turn.t("concern.kept"), subtle=True, apart=True),
        actions=_ways_on(turn),
    )


def in_danger(turn: Turn) -> Card:
    """Who helps at this moment, before anything else."""
    return cards.card(
        cards.heading(turn.t("concern.danger_title")),
        cards.text(turn.t("concern.danger_now")),
        cards.text(turn.t("concern.people"), apart=True),
        cards.text(turn.t("concern.kept"), subtle=True),
        actions=_ways_on(turn),
    )


def encouraged(turn: Turn, entries: Sequence[Entry]) -> Card:
    """For who is shy or afraid of a program: no crisis, so no helpline, but small steps to begin with."""
    questions = [(entry.id, cards.escape(entry.said(turn.tongue).question)) for entry in entries]
    return cards.card(
        cards.heading(turn.t("concern.timid_title")),
        cards.text(turn.t("concern.timid_how")),
        cards.text(turn.t("concern.timid_start" if questions else "concern.timid_ask"), apart=True),
        *(cards.choice(question, "answer.related", show=name) for name, question in questions),
        cards.text(turn.t("concern.timid_kept"), subtle=True, small=True, apart=True),
        actions=[
            cards.button(turn.t("concern.human_button"), "escalation.ask"),
            cards.button(turn.t("concern.help_button"), "welcome.help"),
        ],
    )


def annoyed(turn: Turn, *, box: bool = False) -> Card:
    """For who is merely annoyed: that it is understood, and what may help; `box`: whether there is one."""
    return cards.card(
        cards.heading(turn.t("concern.annoyed_title")),
        cards.text(turn.t("concern.annoyed_how")),
        cards.text(turn.t("concern.annoyed_box")) if box else None,
        cards.text(turn.t("concern.timid_kept"), subtle=True, small=True, apart=True),
        actions=[
            *(_ways_in(turn) if box else []),
            cards.button(turn.t("concern.human_button"), "escalation.ask"),
            *_ways_on(turn),
        ],
    )


def _ways_on(turn: Turn) -> list[cards.Piece]:
    """Back to questions. Who listens stands on the card itself: the IT hotline is not for worries."""
    return [cards.button(turn.t("concern.help_button"), "welcome.help")]


def _ways_in(turn: Turn) -> list[cards.Piece]:
    """To the card that says what the Sorgenbox keeps, before anything is written."""
    return [cards.button(turn.t("concern.voice_button"), "concern.show")]
