"""An entry beside what its author wrote: where its fields stand, and where a sentence of them does."""

from collections.abc import Iterator
from dataclasses import dataclass

from faq.catalog import Catalog
from faq.entry import Entry
from faq.faults import Fault, Severity
from faq.page import Page
from faq.schema import EntryPart
from faq.tree import Place

_LOOKED_FOR = 24  # characters by which a sentence is found again in its file
_LONGEST = 200  # lines of one text


@dataclass(frozen=True, slots=True)
class Written:
    """An entry in use, the part of a page that it was made of, and that part's number on the page."""

    entry: Entry
    part: EntryPart
    page: Page
    index: int

    def place(self, *path: str | int) -> Place:
        """Line and column of a field; those of the entry where it has no such field."""
        return self.page.tree.place(("entries", self.index, *path))

    def place_of(self, sentence: str, *path: str | int) -> Place:
        """Line and column where a sentence of the text at `path` begins, as far as it can be told."""
        line, column = self.place(*path)
        begins = sentence[:_LOOKED_FOR].split("\n")[0].rstrip()
        for number, text in enumerate(_lines(self.page)[line - 1 : line - 1 + _LONGEST], line):
            if begins and (at := text.find(begins, column - 1 if number == line else 0)) >= 0:
                return number, at + 1
        return line, column

    def fault(self, place: Place, severity: Severity, kind: str, **values: str) -> Fault:
        """A fault of this entry at `place`."""
        return Fault(str(self.page.path), *place, severity, kind, tuple(sorted(values.items())))


def written(catalog: Catalog) -> Iterator[Written]:
    """Every entry in use that stands in a file, in the order of files and lines."""
    for page in catalog.pages:
        for index, part in enumerate(page.part.entries if page.part else ()):
            entry = catalog.by_id.get(part.id)
            line = page.tree.place(("entries", index))[0]
            if entry is not None and (entry.file, entry.line) == (str(page.path), line):
                yield Written(entry, part, page, index)


def where(entry: Entry) -> str:
    """The file and line of an entry, short: `konto.yaml:12`."""
    return f"{entry.file.replace(chr(92), '/').rpartition('/')[2]}:{entry.line}"


_read: dict[tuple[str, str], list[str]] = {}


def _lines(page: Page) -> list[str]:
    """The lines of a page's file; the last one is remembered, since its entries follow each other."""
    key = (str(page.path), page.digest)
    if key not in _read:
        _read.clear()
        try:
            text = page.path.read_bytes().decode("utf-8-sig", "replace")
        except OSError:
            text = ""
        _read[key] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _read[key]
