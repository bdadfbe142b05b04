"""Ideas that people put in many ways: "kaputt", "geht nicht" and "not working" are one; see ideas.yaml."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from faq.spoken import written
from faq.stopwords import STOP, listed
from faq.tree import read_tree

SIGN = "@"
"""Begins the word that stands for an idea; no word that is typed does."""

_NOT = listed("""
    nicht nichts kein keine keinen keinem nix not no nothing never doesnt dont wont isnt cant cannot didnt
""")
_RULE = listed("darf darfst duerfen muss musst muessen soll sollen sollte moechte weiss")
"""With one of these a "not" beside an act is about what is allowed or meant: "darf ich nicht drucken?"."""
_BESIDE = 3  # words within which "nicht" may follow its verb: "geht bei mir nicht"
_BEFORE = 2  # words within which it may stand before: "nicht mehr geht"


@dataclass(frozen=True, slots=True)
class _Idea:
    words: frozenset[str]
    shades: frozenset[str]
    verbs: frozenset[str]
    acts: frozenset[str]
    things: frozenset[str]


def meaning(words: Sequence[str]) -> tuple[str, ...]:
    """What folded `words` say: those that carry meaning, as they are written, then the ideas among them.

    meaning(("der", "drucker", "geht", "nich"))  ->  ("drucker", "@defect")
    """
    text = tuple(map(written, words))
    found: list[str] = []
    said: set[int] = set()
    for name, idea in _ideas().items():
        if places := list(_places(text, idea)):
            found.append(SIGN + name)
            said.update(place for place in places if text[place] in idea.words or text[place] in idea.verbs)
    plain = (word for place, word in enumerate(text) if place not in said)
    return (*(word for word in plain if word not in STOP and (len(word) > 1 or word.isdigit())), *found)


def shaded(word: str) -> tuple[str, ...]:
    """The ideas that a folded word says besides itself: "verloren" is lost, and something of its own."""
    return tuple(SIGN + name for name, idea in _ideas().items() if word in idea.shades)


def saying(words: Sequence[str], sign: str) -> str:
    """The first of folded `words` that says the idea of this sign, "" where none does."""
    idea = _ideas()[sign.removeprefix(SIGN)]
    return next((words[place] for place in _places(tuple(map(written, words)), idea)), "")


def _places(text: Sequence[str], idea: _Idea) -> Iterator[int]:
    """Where in a text an idea is put into words."""
    acts = idea.acts if _RULE.isdisjoint(text) else frozenset()
    for place, word in enumerate(text):
        if word in idea.words or word in idea.shades:
            yield place
        elif word in idea.verbs or word in acts:
            around = (*text[max(place - _BEFORE, 0) : place], *text[place + 1 : place + 1 + _BESIDE])
            if not _NOT.isdisjoint(around):
                yield place
        elif word in idea.things and place and text[place - 1] in _NOT:
            yield place


@cache
def _ideas() -> Mapping[str, _Idea]:
    value = read_tree(files("faq").joinpath("ideas.yaml").read_bytes()).value
    kinds = ("words", "shades", "verbs", "acts", "things")
    ideas = value if isinstance(value, dict) else {}
    return {
        name: _Idea(*(listed(str(idea.get(kind) or "")) for kind in kinds)) for name, idea in ideas.items()
    }
