"""Joins the pages of a catalog: fills in facts, checks links, lets later folders override earlier ones."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from faq.entry import Entry, Link, Wording
from faq.faults import Fault
from faq.page import Kind, Page
from faq.placeholders import (
    Facts,
    LooseBrace,
    NoFact,
    UnknownFact,
    filled,
    filled_prose,
    in_english,
    laid_over,
    nearest,
)
from faq.schema import MAX_ENTRIES, EnglishPart, EntryPart, FilePart, LinkPart, SimplePart
from faq.tree import Path as Where

_GOOD_LINK = re.compile(r"(https?://[^\s/?#]+\S*|mailto:[^\s@]+@[^\s@]+|tel:[+0-9()/ .-]+)", re.IGNORECASE)
_LINK_IN_TEXT = re.compile(r"(!?)\[[^\]\n]*\]\(\s*([^)\s]*)[^)\n]*\)")
_MORE_THAN_CARD_MARKDOWN = re.compile(
    r"^(#{1,6} |>|```|\|.*\||<[a-z/])|`[^`]+`|<[a-z/][^>]*>", re.IGNORECASE | re.MULTILINE
)


@dataclass
class Joined:
    """What joining gives: entries in order, facts as used, and the faults found between the files."""

    entries: tuple[Entry, ...] = ()
    facts: Facts = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    lost: Set[Kind] = frozenset()


class _LeftOut(Exception):
    """The entry can't be used; its fault has been noted."""


def joined(
    layers: Sequence[Iterable[Page]],
    given: Facts,
    before: Mapping[str, Entry],
    lost: Set[Kind] = frozenset(),
) -> Joined:
    """All layers in one, later over earlier; an entry that can't be used keeps its version in `before`.

    `lost` tells which kinds of files couldn't be read. What is missing may stand in them, so it is no fault
    of the files that name it.
    """
    layers = [list(layer) for layer in layers]
    facts: dict[str, str | None] = {}
    for layer in layers:
        for page in layer:
            facts = laid_over(facts, dict(page.facts))
    result = Joined(facts=laid_over(facts, given), lost=lost)
    entries: dict[str, Entry] = {}
    for layer in layers:
        for entry in _layer(layer, result, before):
            entries[entry.id] = entry
            if len(entries) >= MAX_ENTRIES:
                break
    result.entries = tuple(_with_known_followups(entries, layers, result))
    return result


def _layer(pages: Iterable[Page], result: Joined, before: Mapping[str, Entry]) -> Iterable[Entry]:
    first: dict[str, tuple[Path, int]] = {}
    for page in pages:
        for index, part in enumerate(page.part.entries if page.part else ()):
            place = page.tree.place(("entries", index, "id"))
            if part.id in first:
                file, line = first[part.id]
                fault = page.fault(place, "id_twice", id=part.id, where=f"{file.name}:{line}")
                result.faults.append(fault)
                continue
            if len(first) >= MAX_ENTRIES:
                result.faults.append(page.fault(place, "too_many_entries", limit=f"{MAX_ENTRIES:,}"))
                return
            first[part.id] = (page.path, place[0])
            try:
                yield _Filling(page, ("entries", index), result).entry(part)
            except _LeftOut:
                if part.id in before:
                    yield before[part.id]


def _with_known_followups(
    entries: Mapping[str, Entry], layers: Sequence[Iterable[Page]], result: Joined
) -> Iterable[Entry]:
    pages = [page for layer in layers for page in layer]
    written = {part.id for page in pages if page.part for part in page.part.entries}
    for page in pages if "content" not in result.lost else ():
        for index, part in enumerate(page.part.entries if page.part else ()):
            for number, followup in enumerate(part.followups):
                if followup not in entries and followup not in written:
                    place = page.tree.place(("entries", index, "followups", number))
                    like = nearest(followup, entries)
                    kind = "unknown_followup_like" if like else "unknown_followup"
                    result.faults.append(page.fault(place, kind, warning=True, id=followup, like=like))
    for entry in entries.values():
        known = tuple(name for name in entry.followups if name in entries and name != entry.id)
        yield entry if known == entry.followups else replace(entry, followups=known)


class _Filling:
    """Turns one part into an entry; notes each fault at the place of the text it is in."""

    def __init__(self, page: Page, where: Where, result: Joined) -> None:
        self._page, self._where, self._result = page, where, result
        self._bad = False

    def entry(self, part: EntryPart) -> Entry:
        """The entry; raises _LeftOut after all of its faults have been noted."""
        file = self._page.part or FilePart()
        owner = self._line(part.owner or file.owner, "owner")
        entry = Entry(
            id=part.id,
            question=self._needed(part.question, "question"),
            answer=self._needed_prose(part.answer, "answer"),
            topic=part.topic or file.topic or "",
            topic_en=part.topic_en or ("" if part.topic else file.topic_en or ""),
            owner=owner,
            owner_en=self._owner_in_english(part.owner or file.owner, owner),
            variants=self._lines(part.variants, "variants"),
            keywords=self._lines(part.keywords, "keywords"),
            why=self._prose(part.why, "why"),
            benefit=self._prose(part.benefit, "benefit"),
            links=self._links(part.links, english=False),
            links_en=self._links(part.links, english=True),
            review_by=part.review_by,
            shy=file.shy if part.shy is None else part.shy,
            followups=part.followups,
            en=self._english(part.en),
            simple=self._simple(part.simple),
            file=str(self._page.path),
            line=self._page.tree.place(self._where)[0],
        )
        if self._bad:
            raise _LeftOut
        return entry

    def _note(self, path: Where, kind: str, *, warning: bool = False, **values: str) -> None:
        self._bad |= not warning
        place = self._page.tree.place((*self._where, *path))
        fault = self._page.fault(place, kind, warning=warning, **values)
        if fault not in self._result.faults:
            self._result.faults.append(fault)

    def _filled(self, text: str, path: Where, *, prose: bool = False) -> str | None:
        """The text with its facts; None where a null fact drops it, "" after a fault."""
        facts = in_english(self._result.facts) if path[:1] == ("en",) else self._result.facts
        try:
            return filled_prose(text, facts) if prose else filled(text, facts)
        except UnknownFact as unknown:
            if "facts" in self._result.lost:
                self._bad = True
                return ""
            kind = "unknown_fact_like" if unknown.like else "unknown_fact"
            self._note(path, kind, name=unknown.name[:60], like=unknown.like)
        except LooseBrace:
            self._note(path, "loose_brace")
        except NoFact:
            return None
        return ""

    def _line(self, text: str | None, *path: str | int) -> str:
        return (self._filled(text, path) or "") if text else ""

    def _lines(self, texts: Iterable[str], *path: str) -> tuple[str, ...]:
        done = (self._line(text, *path, number) for number, text in enumerate(texts))
        return tuple(text for text in done if text)

    def _prose(self, text: str | None, *path: str | int) -> str:
        done = (self._filled(text, path, prose=True) or "") if text else ""
        for bang, url in _LINK_IN_TEXT.findall(done):
            if bang:
                self._note(path, "picture", warning=True)
            elif _GOOD_LINK.fullmatch(url) is None:
                self._note(path, "bad_link", url=url[:80])
        if _MORE_THAN_CARD_MARKDOWN.search(_LINK_IN_TEXT.sub("", done)):
            self._note(path, "markdown", warning=True)
        return done

    def _owner_in_english(self, text: str | None, german: str) -> str:
        """How English answers name an owner who is known by a fact; "" where as in German."""
        try:
            english = filled(text or "", in_english(self._result.facts)) if german else ""
        except NoFact:
            return ""
        return "" if english == german else english

    def _needed(self, text: str, *path: str | int) -> str:
        return self._kept(text, self._line(text, *path), path)

    def _needed_prose(self, text: str, *path: str | int) -> str:
        return self._kept(text, self._prose(text, *path), path)

    def _kept(self, text: str, done: str, path: Where) -> str:
        if not done and not self._bad:
            self._note(path, "nothing_left", text=text[:40])
        return done

    def _links(self, links: Iterable[LinkPart], *, english: bool) -> tuple[Link, ...]:
        done: list[Link] = []
        for number, link in enumerate(links):
            url = self._filled(link.url, ("links", number, "url"))
            text = self._filled(link.text, ("links", number, "text"))
            if url is None or text is None:
                continue
            if url and _GOOD_LINK.fullmatch(url) is None:
                self._note(("links", number, "url"), "bad_link", url=url[:80])
            done.append(Link((link.text_en if english else None) or text, url))
        return tuple(done)

    def _english(self, part: EnglishPart | None) -> Wording | None:
        if part is None:
            return None
        return Wording(
            self._line(part.question, "en", "question"),
            self._lines(part.variants, "en", "variants"),
            self._lines(part.keywords, "en", "keywords"),
            self._prose(part.answer, "en", "answer"),
            self._prose(part.why, "en", "why"),
            self._prose(part.benefit, "en", "benefit"),
        )

    def _simple(self, part: SimplePart | None) -> Wording | None:
        if part is None:
            return None
        return Wording(
            answer=self._prose(part.answer, "simple", "answer"),
            why=self._prose(part.why, "simple", "why"),
            benefit=self._prose(part.benefit, "simple", "benefit"),
        )
