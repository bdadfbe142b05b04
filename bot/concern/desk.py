"""What readers do: read, answer, publish."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import date

from bot.concern import report, rules
from bot.concern.file import ConcernFile
from bot.concern.rules import By, Message, Thread
from bot.concern.store import Head, say
from bot.storage import Transaction

PUBLISHED = 12
"""Sorgen & Antworten that are shown."""


@dataclass(frozen=True, slots=True)
class Published:
    """A worry and its answer, in a reader's words."""

    id: str
    worry: str
    answer: str
    week: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A reader opened the page on a day."""

    reader: str
    day: date


@dataclass(frozen=True, slots=True)
class Desk:
    """For readers, and for what everyone may read."""

    file: ConcernFile

    def threads(self) -> list[Thread]:
        """Every released concern."""

        def look(tx: Transaction) -> list[Thread]:
            heads = tx.all("concern_heads", Head)
            return [one.thread(tx.all("concern_messages", Message, concern=one.id)) for one in heads]

        return self.file.within(look)

    def reply(self, concerns: list[str], words: str, day: date) -> int:
        """Answer one or many at once; how many there were. A page sent twice says nothing twice."""

        def reply(tx: Transaction) -> int:
            known = [one for one in dict.fromkeys(concerns) if tx.one("concern_head", Head, concern=one)]
            for one in known:
                last = tx.all("concern_messages", Message, concern=one)[-1]
                if (last.by, last.words) != (By.READER, words):
                    say(tx, one, Message(By.READER, words, rules.week(day)))
            return len(known)

        return self.file.within(reply)

    def publish(self, worry: str, answer: str, day: date) -> bool:
        """Show a worry, in the reader's words, and its answer to everyone who asks; sent twice, once.

        False where a row of words is a person's own: nobody is quoted.
        """
        new, week = secrets.token_hex(8), rules.week(day)

        def publish(tx: Transaction) -> bool:
            for said in tx.all("concern_said", str):
                if rules.quotes(worry, said) or rules.quotes(answer, said):
                    return False
            shown = tx.all("concern_published_all", Published, most=PUBLISHED)
            if (worry, answer) not in ((one.worry, one.answer) for one in shown):
                tx.run("concern_publish", id=new, worry=worry, answer=answer, week=week)
            return True

        return self.file.within(publish)

    def unpublish(self, published: str) -> None:
        """Show it no more."""
        self.file.within(lambda tx: tx.run("concern_unpublish", id=published))

    def published(self) -> list[Published]:
        """Sorgen & Antworten, newest first."""
        return self.file.within(lambda tx: tx.all("concern_published_all", Published, most=PUBLISHED))

    def opened(self, reader: str, day: date) -> None:
        """Note that a reader opened the page on this day."""
        self.file.within(lambda tx: tx.run("concern_open", reader=reader, day=day))

    def openings(self) -> list[Opening]:
        """Who opened the page on which day."""
        return self.file.within(lambda tx: tx.all("concern_openings", Opening))

    def reports(self) -> list[report.Report]:
        """The reports of quarters that are over, newest first."""

        def look(tx: Transaction) -> list[report.Report]:
            quarters = tx.all("concern_quarters", str)
            bodies = [tx.one("concern_report_of", str, quarter=one) for one in quarters]
            return [report.Report.from_json(json.loads(body)) for body in bodies if body]

        return self.file.within(look)
