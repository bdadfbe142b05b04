"""Splits German compounds over words that are known: "druckerpapier" is "drucker" and "papier"."""

import re
from collections.abc import Container

from faq.german import stem

_DEED = re.compile(r"(\w+er)ung(?:en)?")
_SHORTEST = 3
_LONGEST = 40


def split(word: str, known: Container[str]) -> tuple[str, ...]:
    """The stems of the two or three known words that `word` is made of, () where it isn't.

    `known` holds stems. The fewest parts win, then the longest last one, which in German names the thing.
    """
    if not 2 * _SHORTEST <= len(word) <= _LONGEST:
        return ()
    return _split(word, known, parts=3)


def _split(word: str, known: Container[str], parts: int) -> tuple[str, ...]:
    further: list[tuple[int, str]] = []
    for cut in range(_SHORTEST, len(word) - _SHORTEST + 1):
        head = _head(word[:cut], known)
        if not head:
            continue
        tail = word[cut:]
        if len(tail) > _SHORTEST and (last := _tail(tail, known)):
            return head, last
        further.append((cut, head))
    if parts > 2:
        for cut, head in further:
            if rest := _split(word[cut:], known, parts - 1):
                return head, *rest
    return ()


def _tail(text: str, known: Container[str]) -> str:
    """The stem that `text` is a form of behind another word, "" where there is none.

    A noun in -erung meets its verb: of "ändern" the stemmer leaves less than of "Änderung".
    """
    if (root := stem(text)) in known:
        return root
    deed = _DEED.fullmatch(text)
    verb = stem(f"{deed[1]}n") if deed else ""
    return verb if verb in known else ""


def _head(text: str, known: Container[str]) -> str:
    """The stem that `text` is a form of in front of another word, "" where there is none.

    The stemmer takes off what links the two (Urlaub-s-antrag, Tasche-n-rechner), as it does with endings.
    """
    if text in known:
        return text
    root = stem(text)
    return root if len(root) >= _SHORTEST and root in known else ""
