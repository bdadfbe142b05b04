"""What is kept of asking and rating, as transactions. None of it names the person."""

from __future__ import annotations

from bot.turn import Transaction
from dialogs.answer.rules import Origin, Outcome


def keep_question(tx: Transaction, kept: str, asked: str, language: str, outcome: Outcome) -> None:
    """Keep a question for the FAQ's authors, without the person; in the place of what it said before."""
    forget_question(tx)
    tx.run("answer_keep_question", id=kept, words=asked, language=language, outcome=outcome)
    tx.run("answer_keep_trace", id=kept)


def settle_question(tx: Transaction, kept: str, outcome: Outcome, entry: str | None = None) -> None:
    """Keep how a question went on that had had no sure answer."""
    tx.run("answer_settle_question", id=kept, outcome=outcome, entry=entry)


def learn(tx: Transaction, learnt: str, asked: str, language: str, entry: str) -> None:
    """Keep which entry a person of the house named as the answer to a question, without who asked."""
    tx.run("answer_learn", id=learnt, words=asked, language=language, entry=entry)


def dismiss(tx: Transaction, mark: str) -> None:
    """Never propose the phrasing of this mark again (`faq.learning.Proposal.mark`)."""
    tx.run("answer_dismiss", mark=mark)


def forget_question(tx: Transaction) -> None:
    """Forget every word that was kept of this turn's message."""
    tx.run("answer_forget_question")
    tx.run("answer_forget_asked")
    tx.run("answer_forget_trace")


def keep_simple(tx: Transaction, simple: bool) -> None:
    """Remember how this person likes to read."""
    tx.run("person_set_simple", simple=simple)


def keep_rating(tx: Transaction, rating: str, entry: str, helpful: bool, origin: Origin) -> None:
    """Keep a rating without the person; words only where the answer did not help, and with their trace."""
    tx.run("answer_keep_rating", id=rating, entry=entry, helpful=helpful, asked=origin.asked)
    if origin.trace:
        tx.run("answer_keep_trace", id=rating, trace=origin.trace)


def keep_missing(tx: Transaction, rating: str, entry: str, missing: str) -> bool:
    """Add to a rating what was missing; whether there was something to add, and a rating to add it to."""
    return bool(missing) and tx.run("answer_keep_missing", id=rating, entry=entry, missing=missing) == 1
