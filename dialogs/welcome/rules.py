"""What counts as small talk, what is nonsense, and what a newcomer can ask. Pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from faq import Catalog, Entry, Language, Matcher
from faq.german import content

T = TypeVar("T")
Talk = Literal["help", "asking", "thanks", "bye", "who", "mood", "yes_no", "hello", "insult"]
Offer = Literal["questions", "cafe", "box", "lotse", "host", "reader", "admin"]
"""What a town can have besides answers: people for one's own questions, an IT-Café, a Sorgenbox; and whose
words a person needs for what they do for others."""
TALKS: tuple[Talk, ...] = ("help", "asking", "thanks", "bye", "who", "mood", "yes_no", "hello", "insult")
"""In the order in which they are looked for: «Hallo und danke» is a thank-you."""

EXAMPLES = 3
ON_A_PAGE = 5
"""Lines that can be pressed, beside one for the next page: Teams shows six actions."""
_WORD = re.compile(r"[^\W\d_]+")
_KEYS = ("asdfghjklöä", "yxcvbnm", "zxcvbnm", "qwertz", "qwerty")
_STAMMER = re.compile(r"(.)\1{3,}|(\w)\2\2|(\w{2,3}?)\3+")
_VOICELESS = re.compile(r"[^aeiouyäöüß\d]{5,}")
_HAND = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f\\s]")


def words_of(text: str) -> list[str]:
    """The words of a message in lower case, without digits, signs and emoji."""
    return _WORD.findall(text.casefold())


def wordless(text: str) -> bool:
    """Whether a message holds neither a letter nor a digit: empty, an emoji, a row of dots."""
    return not any(sign.isalnum() for sign in text)


def says_something(text: str) -> bool:
    """Whether a message holds a word of content: none has «Wie geht das?», nor a number alone."""
    return any(not word.isdigit() for word in content(text))


def nonsense(text: str) -> bool:
    """Whether a message is made of keys that lie side by side, of stammering, or of no speakable word."""
    found = words_of(text)
    return bool(found) and all(map(_unspeakable, found))


def _unspeakable(word: str) -> bool:
    if _STAMMER.fullmatch(word) or _VOICELESS.fullmatch(word) or re.search(r"(.)\1{3,}", word):
        return True
    runs = {word[at : at + 4] for at in range(len(word) - 3)}
    rows = [row for keys in _KEYS for row in (keys, keys[::-1])]
    mashed = len(word) > 5 and set(word) <= set(_KEYS[0])
    return mashed or any(run in row for run in runs for row in rows[:6]) or word in rows[6:]


def gesture(text: str) -> str:
    """The emoji of a message that has no words, without colour of the skin: «👍🏽 👍» is «👍👍»."""
    return _HAND.sub("", text)


Phrases = tuple[tuple[Talk, tuple[str, ...]], ...]
"""What small talk of each kind is put in."""


def may_be_talk(text: str, phrases: Phrases, fillers: tuple[str, ...]) -> bool:
    """Whether no word of a message is strange to small talk; most messages hold one, and are told by it."""
    return _vocabulary(phrases, fillers).issuperset(words_of(text))


@functools.lru_cache(maxsize=2)
def _vocabulary(phrases: Phrases, fillers: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for _, words in phrases for phrase in words for word in phrase.split()).union(
        fillers
    )


@functools.lru_cache(maxsize=4)
def longest_first(phrases: Phrases) -> tuple[tuple[str, Talk], ...]:
    """Every phrase with its kind, longest first; sorted once, since they change only with the texts."""
    pairs = ((phrase, talk) for talk, words in phrases for phrase in words)
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def small_talk(text: str, phrases: Iterable[tuple[str, Talk]], fillers: Iterable[str]) -> Talk | None:
    """What kind of small talk the whole message is; None as soon as it holds anything else.

    «Hallo lieber Lotse, guten Morgen!» is a hello; «Hallo, wie richte ich VPN ein?» is not small talk.
    """
    rest = f" {' '.join(words_of(text))} "
    if len(rest) > 120:
        return None
    found: set[Talk] = set()
    for phrase, talk in phrases:
        while f" {phrase} " in rest:
            rest = rest.replace(f" {phrase} ", "  ")
            found.add(talk)
    if not found or set(rest.split()) - set(fillers):
        return None
    return next(talk for talk in TALKS if talk in found)


def examples(
    wished: Iterable[str], catalog: Catalog, matcher: Matcher, language: Literal["de", "en"]
) -> list[str]:
    """Three questions that this FAQ does answer: the wished ones if it can, else the first of each topic."""
    good = [question for question in wished if matcher.decide(question).kind == "answer"]
    topics: dict[str, str] = {}
    for entry in catalog.entries:
        if not entry.shy:
            topics.setdefault(entry.topic, entry.said(language).question)
    return list(dict.fromkeys([*good, *topics.values()]))[:EXAMPLES]


# ---------------------------------------------------------------- what can be asked


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the FAQ: its name in the files, which a button carries, and how it is said."""

    name: str
    title: str


def topics(catalog: Catalog, language: Language, *, shared: bool) -> list[Topic]:
    """Every topic with a question in it, in the order of the catalog; no shy ones where others read along."""
    found = {
        entry.topic: entry.said(language).topic
        for entry in reversed(catalog.entries)
        if entry.topic and not (shared and entry.shy)
    }
    return [Topic(name, title) for name, title in reversed(found.items())]


def questions(catalog: Catalog, topic: str, *, shared: bool) -> list[Entry]:
    """The entries of a topic; no shy ones where others read along."""
    return [entry for entry in catalog.entries if entry.topic == topic and not (shared and entry.shy)]


def leaf(items: Sequence[T], page: int) -> tuple[Sequence[T], bool]:
    """The items of a page, counted from 0, and whether there is another; six fit where they are the last."""
    rest = items[page * ON_A_PAGE :]
    last = len(rest) <= ON_A_PAGE + 1
    return (rest if last else rest[:ON_A_PAGE]), not last
