"""What comes into the Sorgenbox, and the release.

What comes in is staged. A release writes the whole batch in shuffled order, with the ISO week of the release
and nothing else, and then rewrites the file: VACUUM, and the log is truncated, so that neither rowids nor
the bytes of pages nor the log tell an order. The same rewriting takes out for good what was deleted.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, MutableSequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.concern import receipts, report, rules
from bot.concern.file import ConcernFile
from bot.concern.rules import By, Concern, Message, Thread, Topic
from bot.storage import Transaction

Shuffle = Callable[[MutableSequence[Any]], None]
SHUFFLE: Shuffle = secrets.SystemRandom().shuffle


@dataclass(frozen=True, slots=True)
class Staged:
    """A text that waits for the release."""

    mark: str
    concern: str
    number: int
    topic: Topic | None
    wants_answer: bool
    words: str


@dataclass(frozen=True, slots=True)
class Head:
    """A released concern without its texts."""

    id: str
    topic: Topic
    wants_answer: bool
    week: str

    def thread(self, messages: list[Message]) -> Thread:
        """The concern with these texts."""
        return Thread(self.id, self.topic, self.wants_answer, tuple(messages))


def say(tx: Transaction, concern: str, message: Message) -> None:
    """Put a text at the end of a released thread."""
    tx.run("concern_add_message", concern=concern, by=message.by, words=message.words, week=message.week)
    tx.run("concern_touch", concern=concern, week=message.week)


@dataclass(frozen=True, slots=True)
class Store:
    """For who confides, and for the clock."""

    file: ConcernFile

    def put(self, nonce: str, concern: Concern, day: date) -> str:
        """Keep a concern; its receipt. The same form sent twice is one concern with one receipt."""
        receipt = self._receipt(nonce, concern)
        mark = self._at_rest(receipt)

        def put(tx: Transaction) -> None:
            if tx.one("concern_known", int, receipt=mark):
                return
            staged = Staged(mark, mark, 0, concern.topic, concern.wants_answer, concern.words)
            self._stage(tx, day, staged)

        self.file.within(put)
        return receipt

    def again(self, nonce: str, concern: Concern) -> str | None:
        """The receipt of one that `put` has kept before by this very form; None where it has not."""
        receipt = self._receipt(nonce, concern)
        mark = self._at_rest(receipt)
        known = self.file.within(lambda tx: tx.one("concern_known", int, receipt=mark))
        return receipt if known else None

    def put_more(self, nonce: str, receipt: str, words: str, day: date) -> bool:
        """Write back to a reader; False where the receipt opens nothing.

        Sent twice it is there once, also where the released thread ends with the very same words.
        """
        concern = self._at_rest(receipt)
        mark = receipts.once(self.file.key, nonce, concern, words)

        def put(tx: Transaction) -> bool:
            known = bool(tx.one("concern_known", int, receipt=concern))
            if known and not self._said_last(tx, concern, words):
                self._stage(tx, day, Staged(mark, concern, 0, None, wants_answer=True, words=words))
            return known

        return self.file.within(put)

    def thread(self, receipt: str) -> Thread | None:
        """What a receipt opens: its concern, released or not, and everything that was said to it."""
        mark = self._at_rest(receipt)

        def look(tx: Transaction) -> Thread | None:
            waiting = tx.all("concern_staged_of", Staged, receipt=mark)
            concern = tx.one("concern_id_of", str, receipt=mark) or ""
            head = tx.one("concern_head", Head, concern=concern)
            said = tx.all("concern_messages", Message, concern=concern)
            said += [Message(By.PERSON, one.words, "") for one in waiting]
            if head is None and waiting:
                head = Head("", waiting[0].topic or Topic.OTHER, waiting[0].wants_answer, "")
            return head.thread(said) if head else None

        return self.file.within(look)

    def take_back(self, receipt: str) -> bool:
        """Delete a concern and its thread, from the file's bytes as well; whether there was one."""
        mark = self._at_rest(receipt)

        def drop(tx: Transaction) -> bool:
            dropped = tx.run("concern_delete", receipt=mark) + tx.run("concern_unstage", receipt=mark)
            if not tx.one("concern_staged_count", int):
                tx.run("concern_forget_fact", name="since")
            return dropped > 0

        if dropped := self.file.within(drop):
            self.file.rewrite()
        return dropped

    def _said_last(self, tx: Transaction, concern: str, words: str) -> bool:
        """Whether the released thread ends with these words: the page was loaded again after the release."""
        released = tx.one("concern_id_of", str, receipt=concern)
        said = tx.all("concern_messages", Message, concern=released or "")
        return bool(said) and (said[-1].by, said[-1].words) == (By.PERSON, words)

    def _receipt(self, nonce: str, concern: Concern) -> str:
        said = (concern.topic, str(concern.wants_answer), concern.words)
        return receipts.receipt(self.file.key, nonce, *said)

    def _at_rest(self, receipt: str) -> str:
        return receipts.at_rest(self.file.key, receipts.typed(receipt))

    def _stage(self, tx: Transaction, day: date, one: Staged) -> None:
        tx.run("concern_make_fact", name="since", value=day.isoformat())
        tx.run(
            "concern_stage",
            mark=one.mark,
            concern=one.concern,
            topic=one.topic,
            wants_answer=one.wants_answer,
            words=one.words,
        )

    # ------------------------------------------------------------ the release

    def looked(self) -> date | None:
        """The day of the last release moment that was not missed."""
        found = self.file.within(lambda tx: tx.one("concern_fact_of", str, name="looked"))
        return date.fromisoformat(found) if found else None

    def untold(self) -> date | None:
        """The day of the last release of which the readers have not been told."""
        found = self.file.within(lambda tx: tx.one("concern_fact_of", str, name="untold"))
        return date.fromisoformat(found) if found else None

    def told(self, day: date) -> None:
        """They have been told of the release of this day: it is forgotten, but not a later one."""
        self.file.within(lambda tx: tx.run("concern_forget_fact_of", name="untold", value=day.isoformat()))

    def release(self, day: date, shuffle: Shuffle = SHUFFLE) -> int:
        """What the release moment of this day brings: how many texts became readable.

        It also lets go of what has lived its time, makes the report of the quarter that is over, and
        rewrites the file.
        """

        def release(tx: Transaction) -> int:
            tx.run("concern_keep_fact", name="looked", value=day.isoformat())
            since = tx.one("concern_fact_of", str, name="since")
            pending = tx.one("concern_staged_count", int) or 0
            released = 0
            if rules.ripe(pending, date.fromisoformat(since) if since else None, day):
                released = self._released(tx, rules.week(day), shuffle)
            if released:
                tx.run("concern_keep_fact", name="untold", value=day.isoformat())
            self._report(tx, day)
            self._let_go(tx, day)
            return released

        released = self.file.within(release)
        self.file.rewrite()
        return released

    def _released(self, tx: Transaction, week: str, shuffle: Shuffle) -> int:
        batch = tx.all("concern_staged_all", Staged)
        shuffle(batch)
        for one in sorted(batch, key=lambda one: one.number):  # stable: a thread keeps its order
            if one.topic is not None:
                tx.run(
                    "concern_release",
                    id=secrets.token_hex(8),
                    receipt=one.concern,
                    topic=one.topic,
                    wants_answer=one.wants_answer,
                    week=week,
                )
            concern = tx.one("concern_id_of", str, receipt=one.concern)
            if concern is not None:  # else its concern has lived its time
                say(tx, concern, Message(By.PERSON, one.words, week))
        tx.run("concern_unstage_all")
        tx.run("concern_forget_fact", name="since")
        return len(batch)

    def _let_go(self, tx: Transaction, day: date) -> None:
        tx.run("concern_expire", week=rules.oldest_week(day))
        tx.run("concern_forget_openings", day=day - rules.OPENINGS_LIFE)

    def _report(self, tx: Transaction, day: date) -> None:
        """The quarter before is counted once, at its end; what is deleted later changes no figure."""
        quarter = report.before(day)
        if tx.one("concern_report_of", str, quarter=quarter) is None:
            first, last = report.weeks(quarter)
            counts = tx.all("concern_counts", report.Count, first=first, last=last)
            made = report.made(quarter, counts)
            tx.run("concern_keep_report", quarter=quarter, body=json.dumps(made.as_json()))
