"""Makes one confidence mean the same for every catalog: examples from the catalog itself, without labels.

In each of four rounds every fourth entry is left out and most others lose one phrasing. What they lost is asked
as a question that is covered, what was left out as one that isn't; some get a typo, some a greeting.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from faq.confidence import UNFITTED, Confidence, fitted
from faq.german import content
from faq.index import Document, Index
from faq.ranking import grounds, scores

ROUNDS = 4
_ASKED = 160  # covered questions of a round, at most
_FEWEST = 12  # entries below which the fixed weights are kept
_HITS = 3

_CHATTER = (
    ("Hallo zusammen, ich hätte mal eine kurze Frage: ", " Vielen Dank im Voraus!"),
    ("Guten Morgen, ich bin neu im Rathaus und finde nichts dazu. ", " Viele Grüße"),
    ("Kurze Sache, die Kollegin ist heute im Urlaub: ", " Danke!"),
)
# Questions of everyday life that no town hall's FAQ answers; their words happen to be in many a catalog.
_ELSEWHERE = (
    "Wie wird das Wetter morgen?", "Wer hat gestern das Spiel gewonnen?", "Was kostet ein Liter Milch?",
    "Erzähl mir einen Witz", "Wann fährt der nächste Zug nach Hamburg?", "Wie lange kocht man Nudeln?",
    "Kannst du mir ein Gedicht schreiben?", "Wie alt bist du?", "Was ist die Hauptstadt von Australien?",
    "Welcher Film läuft heute im Kino?", "Mein Kind hat Fieber, was soll ich tun?", "asdf jklö",
    "Wie viel verdient ein Lehrer?", "Wo kann man hier gut essen gehen?", "Mein Auto springt nicht an",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Example:
    question: str
    entry: int | None  # the number of the right entry in the round's index, None if uncovered


def calibrated(documents: Sequence[Document], seed: int, budget: float) -> Confidence:
    """A confidence for this catalog; the fixed one if it is too small, or if the first round took too long.

    `budget` is in seconds and is looked at between rounds, at least one of which is run.
    """
    if len(documents) < _FEWEST:
        return UNFITTED
    chance = random.Random(seed)  # noqa: S311 - examples, no secrets
    until = monotonic() + budget
    seen: list[tuple[np.ndarray, np.ndarray]] = []
    shuffled = list(documents)
    chance.shuffle(shuffled)
    for number in range(ROUNDS):
        started = monotonic()
        seen.append(_round(shuffled, number, chance))
        if 2 * monotonic() - started > until:
            break
    right = np.concatenate([one for _, one in seen])
    return fitted(np.concatenate([ground for ground, _ in seen]), right)


def _round(
    documents: Sequence[Document], number: int, chance: random.Random
) -> tuple[np.ndarray, np.ndarray]:
    kept: list[Document] = []
    examples: list[_Example] = []
    for place, document in enumerate(documents):
        if place % ROUNDS == number:
            examples.append(_Example(chance.choice(document.phrasings), None))
            continue
        lost = chance.randrange(len(document.phrasings))
        rest = document.phrasings[:lost] + document.phrasings[lost + 1 :]
        examples.append(_Example(document.phrasings[lost], len(kept)))
        kept.append(replace(document, phrasings=rest) if rest else document)
    examples = chance.sample(examples, min(_ASKED, len(examples)))
    examples += [_Example(question, None) for question in chance.sample(_ELSEWHERE, 4)]
    return _judged(Index(kept), [_disguised(example, chance) for example in examples])


def _judged(index: Index, examples: Sequence[_Example]) -> tuple[np.ndarray, np.ndarray]:
    """The grounds of the first hits of each example, and which of these hits are right."""
    seen: list[np.ndarray] = []
    right: list[np.ndarray] = []
    for example in examples:
        asked = index.read(example.question)
        found = index.find(asked)
        if not len(found.entries):
            continue
        score = scores(found)
        order = np.argsort(-score, kind="stable")[:_HITS]
        seen.append(grounds(found, score, order))
        right.append(found.entries[order] == (-1 if example.entry is None else example.entry))
    return np.concatenate(seen), np.concatenate(right)


def _disguised(example: _Example, chance: random.Random) -> _Example:
    question, kind = example.question, chance.random()
    if kind < 0.2:
        question = _mistyped(question, chance)
    elif kind < 0.35:
        before, after = chance.choice(_CHATTER)
        question = before + question + after
    elif kind < 0.5:
        question = " ".join(content(question)[:3]) or question
    return replace(example, question=question)


def _mistyped(question: str, chance: random.Random) -> str:
    """The question with one or two neighbouring letters swapped, or one left out."""
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(max(len(question) - 1, 1))
        pair = question[at : at + 2]
        question = question[:at] + (pair[::-1] if chance.random() < 0.6 else pair[:1]) + question[at + 2 :]
    return question
