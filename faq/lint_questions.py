"""A town's own questions (questions.yaml): what each should find, what it finds, and what an edit changed.

    asked, faults = read_questions(path)
    grades = {one.text: grade(matcher, one) for one in asked}

The best that each question has reached is kept beside them, in questions.last.json, so that an edit shows
what it won and what it lost.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from faq.entry import Language
from faq.faults import Fault, sentences
from faq.matcher import Matcher
from faq.placeholders import nearest
from faq.quality import Question
from faq.saving import saved
from faq.tree import MAX_BYTES, Unreadable, read_tree

NOBODY = frozenset({"keine", "keiner", "none", "-"})
"""What stands in the place of an id where the bot is not to answer."""
FILE, LAST = "questions.yaml", "questions.last.json"

Grade = Literal["wrong", "missed", "suggested", "silent", "answered"]
"""How a question fares. One without an entry is "silent" or "wrong" (answered although nobody knows)."""
_RANK = {grade: rank for rank, grade in enumerate(get_args(Grade))}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the file, and the entries that would be right; none where the bot is not to answer."""

    text: str
    ids: frozenset[str]
    line: int = 1
    column: int = 1

    @property
    def named(self) -> str:
        """The right entries, as the file names them."""
        return ", ".join(sorted(self.ids)) or "keine"


def read_questions(path: Path, known: Collection[str] | None = None) -> tuple[list[Asked], list[Fault]]:
    """The questions of a file, and what is wrong with it; ids that are not among `known` are a fault.

    An id is written as it is, several as a list, `keine` for none. Raises OSError.
    """
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    try:
        tree = read_tree(data)
    except Unreadable as bad:
        values = tuple(sorted(bad.values.items()))
        return [], [Fault(str(path), bad.line, bad.column, "error", bad.kind, values)]
    if tree.value is None:
        return [], []
    if not isinstance(tree.value, dict):
        return [], [Fault(str(path), *tree.place(()), "error", "questions_shape")]
    asked: list[Asked] = []
    faults: list[Fault] = []
    for text, right in tree.value.items():
        ids = [right] if isinstance(right, str) else right
        place = tree.key_place((text,)) if right is None else tree.place((text,))
        if not isinstance(ids, list) or not ids or not all(isinstance(one, str) for one in ids):
            faults.append(Fault(str(path), *place, "error", "questions_shape"))
            continue
        wanted = frozenset(one.strip() for one in ids) - NOBODY
        asked.append(Asked(text, wanted, *tree.key_place((text,))))
        faults += _unknown(path, place, wanted, known) if known is not None else ()
    return asked, faults


def _unknown(
    path: Path, place: tuple[int, int], ids: Iterable[str], known: Collection[str]
) -> Iterable[Fault]:
    for name in sorted(set(ids) - set(known)):
        like = nearest(name, tuple(known))
        kind = "question_unknown_id_like" if like else "question_unknown_id"
        values = {"id": name[:60]} | ({"like": like} if like else {})
        yield Fault(str(path), *place, "error", kind, tuple(sorted(values.items())))


def questions(asked: Iterable[Asked]) -> list[Question]:
    """The same for `faq.quality.evaluate`."""
    return [Question(one.text, one.ids, "covered" if one.ids else "uncovered") for one in asked]


def grade(matcher: Matcher, asked: Asked) -> Grade:
    """How the question fares now."""
    decision = matcher.decide(asked.text)
    if not asked.ids:
        return "wrong" if decision.kind == "answer" else "silent"
    if decision.kind == "answer":
        return "answered" if decision.hits[0].entry.id in asked.ids else "missed"
    offered = {hit.entry.id for hit in decision.hits} if decision.kind == "suggest" else set()
    return "suggested" if offered & asked.ids else "missed"


@dataclass(frozen=True, slots=True)
class Change:
    """A question that fares otherwise than at its best so far."""

    asked: Asked
    before: Grade
    now: Grade

    @property
    def won(self) -> bool:
        """Whether it fares better."""
        return _RANK[self.now] > _RANK[self.before]


Best = Mapping[str, tuple[str, Grade]]
"""By question: the entries that were right (`Asked.named`), and the best grade it had."""


def changes(asked: Sequence[Asked], grades: Mapping[str, Grade], best: Best) -> list[Change]:
    """What an edit won and lost; a question that is new, or that wants another entry, is no change."""
    found = []
    for one in asked:
        named, before = best.get(one.text, ("", "missed"))
        if named == one.named and before != grades[one.text]:
            found.append(Change(one, before, grades[one.text]))
    return found


def bettered(asked: Sequence[Asked], grades: Mapping[str, Grade], best: Best, *, accept: bool) -> Best:
    """The best so far with what is new; `accept` takes the present grades, whatever was lost."""
    lost = (
        {} if accept else {one.asked.text: one.before for one in changes(asked, grades, best) if not one.won}
    )
    return {one.text: (one.named, lost.get(one.text, grades[one.text])) for one in asked}


def read_best(path: Path) -> Best:
    """The best so far; empty where there is none, or none that can be read."""
    try:
        known = json.loads(path.read_bytes())
        return {str(text): (str(named), now) for text, (named, now) in known.items() if now in _RANK}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def write_best(path: Path, best: Best) -> None:
    """Keep the best so far, a question a line, as version control likes it. Raises OSError."""
    lines = (f"  {_json(text)}: {_json(one)}" for text, one in best.items())
    saved(path, "{\n" + ",\n".join(lines) + "\n}\n")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def faults_of(
    path: Path,
    asked: Sequence[Asked],
    grades: Mapping[str, Grade],
    best: Best,
    matcher: Matcher,
    language: Language,
) -> list[Fault]:
    """What the questions show: lost ones (warnings), and those that find nothing right (tips)."""
    lost = {one.asked.text: one for one in changes(asked, grades, best) if not one.won}
    found = []
    for one in asked:
        now = grades[one.text]
        values = {"text": one.text[:80]}
        if now == "wrong":
            other = matcher.find(one.text, 1)[0].entry.id
            severity: Literal["warning", "tip"] = "warning" if one.text in lost else "tip"
            found.append(_fault(path, one, severity, "question_answered", values | {"other": other}))
        elif one.text in lost:
            said = {"before": _said(lost[one.text].before, language), "now": _said(now, language)}
            values |= said | {"ids": one.named}
            found.append(_fault(path, one, "warning", "question_lost", values))
        elif now == "missed":
            found.append(_fault(path, one, "tip", "question_missed", values | {"ids": one.named}))
    return found


def _said(grade: Grade, language: Language) -> str:
    return sentences()[f"grade.{grade}"][language]


def _fault(
    path: Path, one: Asked, severity: Literal["warning", "tip"], kind: str, values: Mapping[str, str]
) -> Fault:
    return Fault(str(path), one.line, one.column, severity, kind, tuple(sorted(values.items())))
