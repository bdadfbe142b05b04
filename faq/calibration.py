"""Makes one confidence mean the same for every catalog: examples from the catalog itself, without labels.

In each of up to four rounds every fourth entry is left out and most others lose one phrasing. What they lost
is asked as a question that is covered, what was left out as one that isn't; some get a typo, some a greeting.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq.aids import NO_AIDS, Aids
from faq.confidence import UNFITTED, Confidence, fitted
from faq.german import content
from faq.index import Document, Index
from faq.postings import Floats
from faq.ranking import grounds, scores
from faq.tree import read_tree

Flags = NDArray[np.bool_]

_PARTS = 4  # one of them is left out in each round
_AFFORDABLE = 1_600  # entries that are indexed for calibration, all rounds together
_ASKED = 160  # questions of a round, at most
_ELSEWHERE = 4  # questions of a round about something else entirely
_FEWEST = 12  # entries below which the fixed weights are kept
_HITS = 3


@dataclass(frozen=True, slots=True)
class _Example:
    question: str
    entry: int | None  # the number of the right entry in the round's index, None if uncovered


def calibrated(documents: Sequence[Document], seed: int, aids: Aids = NO_AIDS) -> Confidence:
    """A confidence for this catalog; the fixed one where it is too small to tell anything.

    Costs up to four further indexes, one for a large catalog. Same documents and seed, same confidence.
    """
    if len(documents) < _FEWEST:
        return UNFITTED
    chance = random.Random(seed)  # noqa: S311 - examples, no secrets
    shuffled = chance.sample(documents, len(documents))
    rounds = max(1, min(_PARTS, _AFFORDABLE // len(documents)))
    judged = [hit for number in range(rounds) for hit in _round(shuffled, number, chance, aids)]
    if not judged:
        return UNFITTED
    reasons, right = zip(*judged, strict=True)
    return fitted(np.concatenate(reasons), np.concatenate(right))


def _round(
    documents: Sequence[Document], number: int, chance: random.Random, aids: Aids
) -> Iterator[tuple[Floats, Flags]]:
    """For each example the grounds of its first hits, and which of these are right."""
    kept: list[Document] = []
    examples: list[_Example] = []
    for place, document in enumerate(documents):
        if place % _PARTS == number:
            examples.append(_Example(chance.choice(document.phrasings), None))
            continue
        lost = chance.randrange(len(document.phrasings))
        rest = document.phrasings[:lost] + document.phrasings[lost + 1 :]
        examples.append(_Example(document.phrasings[lost], len(kept)))
        kept.append(replace(document, phrasings=rest) if rest else document)
    examples = chance.sample(examples, min(_ASKED, len(examples)))
    examples += [_Example(question, None) for question in chance.sample(_words()["elsewhere"], _ELSEWHERE)]
    index = Index(kept, aids)
    for example in examples:
        found = index.find(index.read(_disguised(example.question, chance)))
        if len(found.entries):
            score = scores(found)
            order = np.argsort(-score, kind="stable")[:_HITS]
            right = found.entries[order] == (-1 if example.entry is None else example.entry)
            yield grounds(found, score, order), right


def _disguised(question: str, chance: random.Random) -> str:
    """Half of the questions stay, the others are mistyped, wrapped in politeness or cut to a few words."""
    kind = chance.random()
    if kind < 0.2:
        return _mistyped(question, chance)
    if kind < 0.35:
        before, after = chance.choice(_words()["greetings"])
        return f"{before}{question}{after}"
    if kind < 0.5:
        return " ".join(content(question)[:3]) or question
    return question


def _mistyped(question: str, chance: random.Random) -> str:
    """The question with one or two neighbouring letters swapped, or one left out."""
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(max(len(question) - 1, 1))
        pair = question[at : at + 2]
        question = question[:at] + (pair[::-1] if chance.random() < 0.6 else pair[:1]) + question[at + 2 :]
    return question


@cache
def _words() -> dict[str, Any]:
    value = read_tree(files("faq").joinpath("calibration.yaml").read_bytes()).value
    return value if isinstance(value, dict) else {}
