"""The FAQ's content: folders of YAML files that a town owns, read into entries.

Three steps: read each file by itself (page.py), stack the folders, join what the files say about each other
(joining.py: placeholders, links, ids, follow-ups).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from faq.entry import Entry
from faq.faults import Fault
from faq.joining import joined
from faq.page import Kind, Page, page_files, read_page
from faq.placeholders import Facts, flattened
from faq.synonyms import Group, read_synonyms


@dataclass(frozen=True, slots=True)
class Catalog:
    """All entries, in order of folder, file and line, and what was wrong with the files.

    `synonyms` are the town's own, from the synonyms.yaml beside its entries.

    A file with an error is left out as a whole; an entry with one (an unknown placeholder, a bad link, an id
    twice) is left out alone. When a catalog is read again (`reload`, or `previous=`), what is left out keeps
    its last good version instead, so that a broken save takes nothing away.
    """

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()
    facts: Facts = field(default_factory=dict)
    by_id: Mapping[str, Entry] = field(init=False, compare=False, repr=False)
    folders: tuple[Path, ...] = ()
    synonyms: tuple[Group, ...] = ()
    _given: Facts = field(default_factory=dict, repr=False)
    _pages: Mapping[Path, Page] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", MappingProxyType({entry.id: entry for entry in self.entries}))

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """A catalog of entries made in code, without files."""
        return cls(tuple(entries))

    @classmethod
    def load(
        cls, *folders: Path | str, facts: Mapping[str, Any] | None = None, previous: Self | None = None
    ) -> Self:
        """Read the folders; a later one overrides entries and facts of the same name, `facts` overrides all.

        Never raises for what is in the folders: see `faults`. Entries keep the place of the first folder
        that has them.
        """
        paths = tuple(Path(folder) for folder in folders)
        known = dict(previous._pages) if previous is not None else {}
        pages: dict[Path, Page] = {}
        faults: list[Fault] = []
        layers: list[list[Page]] = []
        lost: set[Kind] = set()
        for folder in paths:
            read = _read_folder(folder, known)
            faults += [fault for page in read for fault in page.faults]
            good = [page if page.good else known.get(page.path, page) for page in read]
            lost.update(page.kind for page in good if not page.good)
            layers.append([page for page in good if page.good])
            pages |= {page.path: page for page in layers[-1]}
        groups: list[Group] = []
        for folder in paths:
            own, wrong = read_synonyms(folder)
            groups += own
            faults += wrong
        given = dict(flattened(facts or {}))
        before = previous.by_id if previous is not None else {}
        result = joined(layers, given, before, lost)
        faults += result.faults
        return cls(result.entries, tuple(faults), result.facts, paths, tuple(groups), given, pages)

    def reload(self) -> Self:
        """Read the same folders again; unchanged files cost a look, broken ones keep what they last said."""
        return type(self).load(*self.folders, facts=self._given, previous=self)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The files that are in use, as their authors wrote them."""
        return tuple(self._pages.values())

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that keep something out."""
        return tuple(fault for fault in self.faults if fault.severity == "error")


def fingerprint(folders: Iterable[Path | str]) -> str:
    """A text that changes when a file in the folders does (name, size or time); cheap enough for polling."""
    marks: list[str] = []
    for folder in map(Path, folders):
        try:
            for path in sorted(folder.iterdir()):
                if path.suffix in {".yaml", ".yml"}:
                    stat = path.stat()
                    marks.append(f"{path} {stat.st_size} {stat.st_mtime_ns} {stat.st_ino}")
        except OSError as error:
            marks.append(f"{folder} {error.errno}")
    return "\n".join(marks)


def _read_folder(folder: Path, known: Mapping[Path, Page]) -> list[Page]:
    """The folder's pages; one that is gone or suddenly empty (a lost mount) keeps its last good ones."""
    last = [page for path, page in known.items() if path.parent == folder]
    itself = Page(folder, "content")
    try:
        files = page_files(folder)
    except OSError as error:
        fault = itself.fault((1, 1), "no_folder", reason=error.strerror or type(error).__name__)
        return [*last, replace(itself, faults=(fault,))]
    if last and not files:
        return [*last, replace(itself, faults=(itself.fault((1, 1), "folder_emptied"),))]
    return [read_page(path, known.get(path)) for path in files]
