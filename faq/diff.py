"""What another version of a shared pack changes for a town that has its own folder over it.

for change in difference(Path("pack-1"), Path("pack-2"), Path("rathaus/faq")).changes: ...
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from faq.catalog import Catalog
from faq.entry import Entry
from faq.faults import Fault
from faq.lint_questions import FILE, Asked, Change, Grade, changes, grade, read_questions
from faq.matcher import Matcher

Kind = Literal["added", "removed", "changed"]
_ASIDE = {"file", "line"}


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry that the new version adds, removes or changes, and in which fields.

    `overridden`: the town has an entry of its own under this id, so that nothing changes for its people; it
    may still want to compare.
    """

    id: str
    kind: Kind
    question: str
    fields: tuple[str, ...] = ()
    overridden: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changes: entries, faults that are new in this town, and its own questions won and lost."""

    changes: tuple[EntryChange, ...]
    faults: tuple[Fault, ...]
    questions: tuple[Change, ...]

    @property
    def lost(self) -> tuple[Change, ...]:
        """The questions that fare worse."""
        return tuple(change for change in self.questions if not change.won)


def difference(old: Path, new: Path, own: Path | None = None) -> Difference:
    """What changes when `new` takes the place of `old` below the town's folder `own`.

    Missing facts show among the faults: a placeholder that only the new version uses. Never raises for what
    is in the folders.
    """
    above = (own,) if own is not None else ()
    before, after = Catalog.load(old, *above), Catalog.load(new, *above)
    ours = Catalog.load(own).by_id.keys() | _written(after, own) if own is not None else set[str]()
    return Difference(
        tuple(
            _changed(Catalog.load(old, facts=_facts(before)), Catalog.load(new, facts=_facts(after)), ours)
        ),
        tuple(sorted(_fresh(before, after))),
        tuple(_asked_again(own, before, after)) if own is not None else (),
    )


def _facts(catalog: Catalog) -> dict[str, str | None]:
    return dict(catalog.facts)


def _written(catalog: Catalog, own: Path) -> set[str]:
    """The ids of the town's own entries, as its files have them."""
    pages = (page for page in catalog.pages if page.path.parent == own and page.part)
    return {part.id for page in pages if page.part for part in page.part.entries}


def _changed(old: Catalog, new: Catalog, ours: Iterable[str]) -> Iterable[EntryChange]:
    ours = set(ours)
    for entry in new.entries:
        known = old.by_id.get(entry.id)
        differing = _fields(known, entry) if known else ()
        if known is None or differing:
            kind: Kind = "changed" if known else "added"
            yield EntryChange(entry.id, kind, entry.question, differing, entry.id in ours)
    for entry in old.entries:
        if entry.id not in new.by_id:
            yield EntryChange(entry.id, "removed", entry.question, (), entry.id in ours)


def _fields(before: Entry, after: Entry) -> tuple[str, ...]:
    names = [field.name for field in fields(Entry) if field.name not in _ASIDE]
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _fresh(before: Catalog, after: Catalog) -> Iterable[Fault]:
    """The faults that were not there before, wherever their line is."""
    known = {(Path(fault.file).name, fault.kind, fault.values) for fault in before.faults}
    return (f for f in after.faults if (Path(f.file).name, f.kind, f.values) not in known)


def _asked_again(own: Path, before: Catalog, after: Catalog) -> Sequence[Change]:
    try:
        asked, _ = read_questions(own / FILE)
    except OSError:
        return ()
    if not asked:
        return ()
    grades, earlier = _grades(Matcher(after), asked), _grades(Matcher(before), asked)
    return changes(asked, grades, {one.text: (one.named, earlier[one.text]) for one in asked})


def _grades(matcher: Matcher, asked: Iterable[Asked]) -> dict[str, Grade]:
    return {one.text: grade(matcher, one) for one in asked}
