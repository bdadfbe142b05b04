"""Somebody who confides again and again, in a process that is killed; says what is tried and shown."""

import sys
from datetime import date
from pathlib import Path

from bot.concern import receipts
from bot.concern.file import ConcernFile
from bot.concern.rules import Concern, Topic
from bot.concern.store import Store


def say(*words: object) -> None:
    """One line for the test, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


folder, way, start = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
file = ConcernFile.open(folder / "sorgenbox.db")
store, day = Store(file), date(2026, 11, 24)
say("ready")
for number in range(start, start + 100_000):
    concern, nonce = Concern(Topic.CHANGE, f"Sorge {number}", True), receipts.fresh_nonce()
    say("tries", nonce, number)
    if way == "too early":
        said = (concern.topic, str(concern.wants_answer), concern.words)
        say("shows", receipts.receipt(file.key, nonce, *said), number)
        store.put(nonce, concern, day)
    else:
        say("shows", store.put(nonce, concern, day), number)
    if number % 5 == 4:
        store.release(day)
