"""Entries that stand in each other's way: phrasings or answers twice, one that answers for another."""

from collections.abc import Iterator

from faq.catalog import Catalog
from faq.faults import Fault
from faq.german import content, stem, words
from faq.lint_written import Written, where
from faq.matcher import ANSWER_FROM, RIVAL_FROM, Hit, Matcher
from faq.tree import Path

SAME_ANSWER = 0.75  # share of common words (Jaccard) from which two answers say the same
_FEWEST = 5  # words below which answers are too short to compare
_NEIGHBOURS = 5


def likeness(one: Written, catalog: Catalog, matcher: Matcher) -> Iterator[Fault]:
    """What this entry has in common with others, and within itself."""
    yield from _twice_within(one)
    yield from _same_answer(one, matcher)
    for path, phrasing in phrasings(one):
        yield from _met_elsewhere(one, path, phrasing, matcher.find(phrasing, 2))


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


def _met_elsewhere(one: Written, path: Path, phrasing: str, hits: list[Hit]) -> Iterator[Fault]:
    """A phrasing that finds another entry first, or another one so nearly that the bot has to ask back."""
    if not hits:
        return
    first, *others = hits
    place = one.place(*path)
    values = {"text": phrasing[:80]}
    if first.entry.id != one.entry.id:
        if words(phrasing) in set(map(words, first.entry.phrasings())):
            yield one.fault(
                place, "warning", "phrasing_twice", **values, other=first.entry.id, where=where(first.entry)
            )
        elif first.confidence >= ANSWER_FROM:
            yield one.fault(
                place, "warning", "stolen", **values, other=first.entry.id, where=where(first.entry)
            )
        else:
            yield one.fault(place, "tip", "rival", **values, other=first.entry.id, where=where(first.entry))
    elif others and others[0].confidence >= RIVAL_FROM:
        other = others[0].entry
        twin = words(phrasing) in set(map(words, other.phrasings()))
        kind = "phrasing_twice" if twin else "rival"
        yield one.fault(
            place, "warning" if twin else "tip", kind, **values, other=other.id, where=where(other)
        )
