"""Entries that stand in each other's way: phrasings or answers twice, one that answers for another."""

from collections.abc import Iterator, Mapping, Sequence

from faq.catalog import Catalog
from faq.entry import Entry
from faq.faults import Fault, Severity
from faq.german import content, stem, words
from faq.ideas import meaning
from faq.lint_written import Written, where
from faq.matcher import ANSWER_FROM, RIVAL_FROM, Matcher
from faq.tree import Path

SAME_ANSWER = 0.75  # share of common words (Jaccard) from which two answers say the same
_FEWEST = 5  # words below which answers are too short to compare
_NEIGHBOURS = 5

Meaning = frozenset[str]
"""The stems of what a phrasing says, ideas among them; all of its words where that is a single one."""
Alike = Mapping[Meaning, Sequence[Entry]]
"""Who asks with these words, each entry once, in the order of the catalog."""


def likeness(one: Written, alike: Alike, matcher: Matcher) -> Iterator[Fault]:
    """What this entry has in common with others, and within itself; `alike` is of the whole catalog."""
    yield from _twice_within(one)
    yield from _same_answer(one, matcher)
    for path, phrasing in phrasings(one):
        yield from _met_elsewhere(one, path, phrasing, alike, matcher)


def alike(catalog: Catalog) -> Alike:
    """The entries of a catalog by what their phrasings mean."""
    found: dict[Meaning, dict[str, Entry]] = {}
    for entry in catalog.entries:
        for text in entry.phrasings():
            found.setdefault(_meaning(text), {})[entry.id] = entry
    return {asked: tuple(entries.values()) for asked, entries in found.items()}


def _meaning(text: str) -> Meaning:
    stems = frozenset(map(stem, meaning(words(text))))
    return stems if len(stems) > 1 else frozenset((" ".join(words(text)),))  # "Was ist X?" is not "Warum X?"


def phrasings(one: Written) -> Iterator[tuple[Path, str]]:
    """Every way its author asks it, with its place in the entry; as the entry in use has it, facts filled."""
    entry = one.entry
    yield ("question",), entry.question
    yield from ((("variants", number), text) for number, text in enumerate(entry.variants))
    if entry.en is not None:
        if entry.en.question:
            yield ("en", "question"), entry.en.question
        yield from ((("en", "variants", number), text) for number, text in enumerate(entry.en.variants))


def repeated(texts: tuple[str, ...], before: tuple[str, ...] = ()) -> list[int]:
    """The numbers of the texts that one before them says with the same words."""
    seen = {words(text) for text in before}
    found = []
    for number, text in enumerate(texts):
        if words(text) in seen:
            found.append(number)
        seen.add(words(text))
    return found


def _twice_within(one: Written) -> Iterator[Fault]:
    lists: list[tuple[Path, tuple[str, ...], tuple[str, ...]]] = [
        (("variants",), one.part.variants, (one.part.question,)),
        (("keywords",), one.part.keywords, ()),
    ]
    if one.part.en is not None:
        main = (one.part.en.question,) if one.part.en.question else ()
        lists += [
            (("en", "variants"), one.part.en.variants, main),
            (("en", "keywords"), one.part.en.keywords, ()),
        ]
    for path, texts, before in lists:
        for number in repeated(texts, before):
            yield one.fault(one.place(*path, number), "tip", "said_twice", text=texts[number][:60])


def _same_answer(one: Written, matcher: Matcher) -> Iterator[Fault]:
    """The later of two entries is told, so that each pair is told once."""
    for hit in matcher.find(one.entry.question, _NEIGHBOURS):
        other = hit.entry
        if (other.file, other.line) >= (one.entry.file, one.entry.line) or other.id == one.entry.id:
            continue
        if _same(one.entry.answer, other.answer):
            values = {"id": one.entry.id, "other": other.id, "where": where(other)}
            yield one.fault(one.place("id"), "warning", "same_answer", **values)


def _same(one: str, other: str) -> bool:
    """Whether two answers say the same: word for word, or with nearly the same meaningful words."""
    if words(one) == words(other):
        return True
    ours, theirs = (frozenset(map(stem, content(text))) for text in (one, other))
    return min(len(ours), len(theirs)) >= _FEWEST and len(ours & theirs) / len(ours | theirs) >= SAME_ANSWER


def _met_elsewhere(
    one: Written, path: Path, phrasing: str, alike: Alike, matcher: Matcher
) -> Iterator[Fault]:
    """A phrasing that another entry has as well, that finds another one first, or nearly so."""

    def told(severity: Severity, kind: str, other: Entry) -> Fault:
        values = {"text": phrasing[:80], "other": other.id, "where": where(other)}
        return one.fault(one.place(*path), severity, kind, **values)

    twins = [other for other in alike[_meaning(phrasing)] if other.id != one.entry.id]
    same = next((twin for twin in twins if words(phrasing) in map(words, twin.phrasings())), None)
    hits = matcher.find(phrasing, 2)
    if twins:
        yield told("warning", "phrasing_twice" if same else "asked_alike", same or twins[0])
    elif hits and hits[0].entry.id != one.entry.id:
        sure = hits[0].confidence >= ANSWER_FROM
        yield told("warning" if sure else "tip", "stolen" if sure else "rival", hits[0].entry)
    elif len(hits) > 1 and hits[1].confidence >= RIVAL_FROM:
        yield told("tip", "rival", hits[1].entry)
