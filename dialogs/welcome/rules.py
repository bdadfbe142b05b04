"""What counts as small talk, and which examples a newcomer sees. Pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Literal

from faq import Catalog, Matcher
from faq.german import content

Talk = Literal["help", "asking", "thanks", "bye", "who", "mood", "yes_no", "hello"]
TALKS: tuple[Talk, ...] = ("help", "asking", "thanks", "bye", "who", "mood", "yes_no", "hello")
"""In the order in which they are looked for: «Hallo und danke» is a thank-you."""

EXAMPLES = 3
_WORD = re.compile(r"[^\W\d_]+")


def words_of(text: str) -> list[str]:
    """The words of a message in lower case, without digits, signs and emoji."""
    return _WORD.findall(text.casefold())


def wordless(text: str) -> bool:
    """Whether a message holds neither a letter nor a digit: empty, an emoji, a row of dots."""
    return not any(sign.isalnum() for sign in text)


def says_something(text: str) -> bool:
    """Whether a message holds a word of content: none has «Wie geht das?», nor a number alone."""
    return any(not word.isdigit() for word in content(text))


@functools.lru_cache(maxsize=4)
def longest_first(phrases: tuple[tuple[Talk, tuple[str, ...]], ...]) -> tuple[tuple[str, Talk], ...]:
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
