"""The matchers that bench/faq.py compares: built from entries, each gives the ids of its first three hits."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from rapidfuzz import fuzz, process

from faq import Catalog, Entry, Matcher
from faq.german import folded

Find = Callable[[str], list[str]]
_WORD = re.compile(r"\w+")
_HITS = 3
_PHRASINGS = 16  # that are looked through for three entries: several may be one entry's


@dataclass(frozen=True, slots=True)
class Engine:
    """`slow` engines are asked fewer questions at large sizes; `needs` is the package that must be there."""

    build: Callable[[Sequence[Entry]], Find]
    slow: bool = False
    needs: str = ""

    def warm(self) -> None:
        """Load what the engine needs before anything is measured."""
        self.build([Entry("a", "Wie geht das Drucken?", "So."), Entry("b", "Wo ist der Saal?", "Da.")])(
            "saal"
        )


def _ours(entries: Sequence[Entry]) -> Find:
    matcher = Matcher(Catalog.of(entries))
    return lambda text: [hit.entry.id for hit in matcher.find(text, _HITS)]


def _phrasings(entries: Sequence[Entry]) -> tuple[list[str], list[str]]:
    pairs = [(folded(text), entry.id) for entry in entries for text in entry.phrasings()]
    return [text for text, _ in pairs], [name for _, name in pairs]


def _first(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))[:_HITS]


def _rapidfuzz(scorer: Callable[..., float]) -> Callable[[Sequence[Entry]], Find]:
    def build(entries: Sequence[Entry]) -> Find:
        texts, owners = _phrasings(entries)

        def find(text: str) -> list[str]:
            found = process.extract(folded(text), texts, scorer=scorer, limit=_PHRASINGS)
            return _first([owners[place] for _, _, place in found])

        return find

    return build


def _fts5(tokenizer: str) -> Callable[[Sequence[Entry]], Find]:
    def build(entries: Sequence[Entry]) -> Find:
        texts, owners = _phrasings(entries)
        database = sqlite3.connect(":memory:")
        database.execute(f"CREATE VIRTUAL TABLE f USING fts5(owner UNINDEXED, text, tokenize='{tokenizer}')")
        database.executemany("INSERT INTO f VALUES (?, ?)", zip(owners, texts, strict=True))

        def find(text: str) -> list[str]:
            asked = folded(text)[:1_000]
            parts = (
                {asked[at : at + 3] for at in range(len(asked) - 2)}
                if tokenizer == "trigram"
                else set(_WORD.findall(asked))
            )
            query = " OR ".join('"' + part.replace('"', '""') + '"' for part in sorted(parts))
            sql = "SELECT owner FROM f WHERE f MATCH ? ORDER BY bm25(f) LIMIT ?"
            return _first([name for (name,) in database.execute(sql, (query, _PHRASINGS))]) if query else []

        return find

    return build


def _bm25s(entries: Sequence[Entry]) -> Find:
    bm25s: Any = import_module("bm25s")

    texts, owners = _phrasings(entries)
    index: Any = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords=None, show_progress=False), show_progress=False)
    most = min(_PHRASINGS, len(texts))

    def find(text: str) -> list[str]:
        asked = bm25s.tokenize([folded(text)], stopwords=None, show_progress=False, return_ids=False)
        places, _ = index.retrieve(asked, k=most, show_progress=False)
        return _first([owners[place] for place in places[0]])

    return find


def _tantivy(entries: Sequence[Entry]) -> Find:
    tantivy: Any = import_module("tantivy")

    texts, owners = _phrasings(entries)
    schema: Any = tantivy.SchemaBuilder()
    schema.add_text_field("text", tokenizer_name="default")
    schema.add_text_field("owner", stored=True, tokenizer_name="raw")
    index: Any = tantivy.Index(schema.build())
    writer = index.writer()
    for text, owner in zip(texts, owners, strict=True):
        writer.add_document(tantivy.Document(text=text, owner=owner))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def find(text: str) -> list[str]:
        asked = " ".join(_WORD.findall(folded(text)))
        query, _ = index.parse_query_lenient(asked, ["text"])
        hits = searcher.search(query, _PHRASINGS).hits
        return _first([searcher.doc(place)["owner"][0] for _, place in hits])

    return find


ENGINES = {
    "faq": Engine(_ours),
    "rapidfuzz WRatio": Engine(_rapidfuzz(fuzz.WRatio), slow=True),
    "rapidfuzz token_set": Engine(_rapidfuzz(fuzz.token_set_ratio), slow=True),
    "FTS5 unicode61": Engine(_fts5("unicode61")),
    "FTS5 trigram": Engine(_fts5("trigram")),
    "bm25s": Engine(_bm25s, needs="bm25s"),
    "tantivy": Engine(_tantivy, needs="tantivy"),
}
