"""Words that mean the same at work: the list that ships with the engine (synonyms.yaml), and a town's own.

A line is a group, in which each finds the others ("Passwort, Kennwort, PW"), or goes one way only ("Kiste:
Computer": who says the first finds the second). A member of several words is understood in a question; it is
no way to find something.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from faq.faults import Fault
from faq.german import stem, words
from faq.spoken import written
from faq.stopwords import STOP
from faq.tree import MAX_BYTES, Place, Tree, Unreadable, read_tree

FILE = "synonyms"  # the stem of a town's file
MAX_GROUPS = 2_000
MAX_MEMBERS = 40
MAX_CHARACTERS = 60  # of a member
_ENDINGS = ("", "n", "s", "e", "en", "es", "er", "nen")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """`said` finds `meant`: folded phrases, each a tuple of words. In a mutual group both are equal."""

    said: tuple[Phrase, ...]
    meant: tuple[Phrase, ...]


class Synonyms:
    """What words and phrases may mean besides themselves. Never changed; threads may share it."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._meant: dict[str, dict[str, None]] = {}
        self._by_stem: dict[str, tuple[str, ...]] = {}
        self._phrases: dict[str, list[tuple[Phrase, tuple[str, ...]]]] = {}
        for group in groups:
            names = [phrase[0] for phrase in group.meant if len(phrase) == 1]
            for phrase in group.said:
                others = tuple(name for name in names if (name,) != phrase)
                if len(phrase) == 1:
                    self._meant.setdefault(phrase[0], {}).update(dict.fromkeys(others))
                else:
                    self._phrases.setdefault(phrase[0], []).append((phrase, others))
        for word, found in self._meant.items():
            self._by_stem[stem(word)] = (*self._by_stem.get(stem(word), ()), word, *found)

    def of_stem(self, root: str) -> tuple[str, ...]:
        """All words that a stem stands for, and what these find; () where the list has no such stem."""
        return self._by_stem.get(root, ())

    def of(self, word: str) -> tuple[str, ...]:
        """The folded words that a folded word finds besides itself, whatever its ending."""
        for ending in _ENDINGS:
            if word.endswith(ending) and (base := word[: len(word) - len(ending)]) in self._meant:
                return tuple(self._meant[base])
        return ()

    def phrases(self, text: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
        """The phrases of several words in a text of content words, each with the words that it finds."""
        return [
            (" ".join(phrase), names)
            for place, word in enumerate(text)
            for phrase, names in self._phrases.get(word, ())
            if tuple(text[place : place + len(phrase)]) == phrase
        ]

    def says_as(self, other: "Synonyms") -> bool:
        """Whether every word and phrase means the same here and there."""
        return self._meant == other._meant and self._phrases == other._phrases

    def __bool__(self) -> bool:
        return bool(self._meant)


def forms(word: str) -> tuple[str, ...]:
    """A folded word with each ending that it may take."""
    return tuple(word + ending for ending in _ENDINGS)


NO_SYNONYMS = Synonyms(())


@cache
def shipped() -> tuple[Group, ...]:
    """The groups that come with the engine."""
    return _groups(read_tree(files("faq").joinpath(f"{FILE}.yaml").read_bytes()), Path(FILE))[0]


def read_synonyms(folder: Path) -> tuple[tuple[Group, ...], tuple[Fault, ...]]:
    """The groups in a folder's synonyms.yaml and its faults; neither where there is no such file.

    A group with an error is left out alone, a file that is no YAML as a whole. Never raises.
    """
    path = folder / f"{FILE}.yaml"
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return (), ()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return (), (_fault(path, (1, 1), "cannot_open", reason=reason),)
    try:
        tree = read_tree(data)
    except Unreadable as bad:
        return (), (_fault(path, (bad.line, bad.column), bad.kind, **bad.values),)
    return _groups(tree, path)


def _groups(tree: Tree, path: Path) -> tuple[tuple[Group, ...], tuple[Fault, ...]]:
    value = [] if tree.value is None else tree.value
    if not isinstance(value, list):
        return (), (_fault(path, tree.place(()), "synonyms_not_list"),)
    groups: list[Group] = []
    faults: list[Fault] = []
    for number, item in enumerate(value):
        place = tree.place((number,))
        if number >= MAX_GROUPS:
            faults.append(_fault(path, place, "too_many_synonyms", limit=f"{MAX_GROUPS:,}"))
            break
        match item:
            case str():
                members = _members(item)
                group, needed = Group(members, members), 2
            case dict() if len(item) == 1 and isinstance(next(iter(item.values())), str):
                said, meant = next(iter(item.items()))
                group, needed = Group(_members(said), _members(meant)), 1
            case _:
                faults.append(_fault(path, place, "synonym_shape"))
                continue
        if long := next((text for text in _texts(item) if len(text) > MAX_CHARACTERS), ""):
            faults.append(_fault(path, place, "synonym_too_long", text=long[:30], limit=str(MAX_CHARACTERS)))
        elif len(group.meant) > MAX_MEMBERS or len(group.said) > MAX_MEMBERS:
            faults.append(_fault(path, place, "list_too_long", limit=str(MAX_MEMBERS)))
        elif len(group.meant) < needed or not group.said:
            faults.append(replace(_fault(path, place, "synonym_alone"), severity="warning"))
        else:
            groups.append(group)
    return tuple(groups), tuple(faults)


def _texts(item: str | Mapping[str, str]) -> list[str]:
    joined = item if isinstance(item, str) else ",".join([*item, *item.values()])
    return [text.strip() for text in joined.split(",")]


def _members(text: str) -> tuple[Phrase, ...]:
    """The phrases of a line; one that is left with a single word by its function words tells too little."""
    found: dict[Phrase, None] = {}
    for member in text.split(","):
        said = words(member)
        phrase = tuple(written(word) for word in said if word not in STOP)
        if phrase and (len(phrase) > 1 or len(said) == 1):
            found[phrase] = None
    return tuple(found)


def _fault(path: Path, place: Place, kind: str, **values: str) -> Fault:
    return Fault(str(path), *place, "error", kind, tuple(sorted(values.items())))
