"""How good a matcher is on questions whose right entries are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from faq.catalog import Catalog
from faq.entry import Entry
from faq.matcher import ANSWER_FROM, Hit, is_sure

_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the ids of the entries that answer it, none if none does; `kind` is for reporting."""

    text: str
    ids: frozenset[str]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """How one kind of question fared: `asked` of them, and the shares of right ones among first and three."""

    asked: int
    top1: float
    top3: float


@dataclass(frozen=True, slots=True)
class Report:
    """Shares in [0,1], 0 where there is nothing to count.

    `top1`, `top3`, `mrr`, `kinds`: of covered questions. `auroc_right`: how well the confidence of the first
    hit tells right ones from wrong or uncovered ones. `precision`: right among those answered by itself.
    `answered`, `uncovered_answered`: answered by itself among covered and uncovered questions.
    """

    top1: float
    top3: float
    mrr: float
    auroc_right: float
    precision: float
    answered: float
    uncovered_answered: float
    kinds: dict[str, Share]


class Finds(Protocol):
    """What is graded: a matcher, or whatever answers as one does."""

    def find(self, question: str, limit: int = 3) -> list[Hit]:
        """See `Matcher.find`."""


def evaluate(matcher: Finds, questions: Sequence[Question], answer_from: float = ANSWER_FROM) -> Report:
    """Ask everything once and count."""
    ranks: list[int] = []
    sure: list[float] = []
    alone: list[bool] = []
    for question in questions:
        hits = matcher.find(question.text, _DEPTH)
        ids = [hit.entry.id for hit in hits]
        ranks.append(next((place for place, name in enumerate(ids, 1) if name in question.ids), 0))
        sure.append(hits[0].confidence if hits else 0.0)
        alone.append(is_sure(hits, answer_from))
    rank, confidence = np.array(ranks), np.array(sure)
    covered = np.array([bool(question.ids) for question in questions], dtype=bool)
    right, answered = rank == 1, np.array(alone, dtype=bool)
    kinds = [question.kind for question in questions]
    return Report(
        top1=_share(right[covered]),
        top3=_share((rank[covered] > 0) & (rank[covered] <= 3)),
        mrr=float(np.divide(1, rank, where=rank > 0, out=np.zeros(len(rank)))[covered].mean())
        if covered.any()
        else 0.0,
        auroc_right=auroc(confidence[right], confidence[~right]),
        precision=_share(right[answered]),
        answered=_share(answered[covered]),
        uncovered_answered=_share(answered[~covered]),
        kinds={
            kind: Share(int(of.sum()), _share(right[of]), _share((rank[of] > 0) & (rank[of] <= 3)))
            for kind in sorted(set(kinds))
            if (of := np.array([one == kind for one in kinds]) & covered).any()
        },
    )


def auroc(positive: np.ndarray, negative: np.ndarray) -> float:
    """The chance that a positive has a greater figure than a negative, ties counting half (Mann-Whitney)."""
    if not len(positive) or not len(negative):
        return 0.0
    order = np.sort(negative)
    below, upto = np.searchsorted(order, positive, "left"), np.searchsorted(order, positive, "right")
    return float((below + upto).sum() / 2 / len(positive) / len(negative))


def benchmark(data: dict[str, list[dict[str, object]]]) -> tuple[Catalog, list[Question]]:
    """The catalog and the questions of a benchmark file, whose JSON has `entries`, `queries` and `oos`."""
    entries = [
        Entry(
            id=str(one["id"]),
            question=str(one["question"]),
            answer=str(one.get("answer", "")),
            topic=str(one.get("category", "")),
            variants=_texts(one.get("alternatives")),
            keywords=_texts(one.get("keywords")),
        )
        for one in data["entries"]
    ]
    questions = [
        Question(str(one["q"]), frozenset(_texts(one.get("ids"))), str(one.get("kind", "")))
        for one in [*data["queries"], *data.get("oos", [])]
    ]
    return Catalog.of(entries), questions


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _share(of: np.ndarray) -> float:
    return float(of.mean()) if len(of) else 0.0
