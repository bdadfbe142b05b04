"""Brings German and English text into the form in which words can meet.

words("Mein Paßwort läuft ab!")  ->  ("mein", "passwort", "laeuft", "ab")
content("Hallo, mein Paßwort läuft ab!")  ->  ("passwort", "laeuft", "ab")
stem("passwoerter")  ->  "passwort"
"""

import re
import unicodedata
from functools import lru_cache
from threading import local

import Stemmer

from faq.stopwords import STOP

MAX_CHARACTERS = 8_000  # of a question; what follows is not read
_PIECE = 500  # characters that are composed at once

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "‐": "-", "–": "-"})
_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")

_stemmers = local()


def folded(text: str) -> str:
    """`text` in lower case with ae, oe, ue, ss, without accents and invisible characters.

    At most 8,000 characters of it are read.
    """
    text = _composed(text[:MAX_CHARACTERS]).casefold().translate(_UMLAUTS)
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text[:MAX_CHARACTERS])
    return "".join(letter for letter in apart if unicodedata.category(letter) not in {"Mn", "Me", "Cf", "Co"})


def _composed(text: str) -> str:
    """NFKC of a text, as far as it fills 8,000 characters: one letter may become eighteen."""
    pieces: list[str] = []
    size = at = 0
    while at < len(text) and size < MAX_CHARACTERS:
        end = at + _PIECE
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1  # an accent stays with its letter
        pieces.append(unicodedata.normalize("NFKC", text[at:end]))
        size += len(pieces[-1])
        at = end
    return "".join(pieces)


def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded. "E-Mail" and "U-Bahn" are one word, "VPN-Zugang" is two."""
    found: list[str] = []
    for match in _WORD.finditer(folded(text)):
        parts = _PART.findall(match.group())
        if len(parts) > 1 and any(len(part) == 1 for part in parts):
            found.append("".join(parts))
        else:
            found += parts
    return tuple(found)


def content(text: str) -> tuple[str, ...]:
    """The words of a text that carry meaning: without greetings and function words of both languages."""
    return tuple(word for word in words(text) if word not in STOP and (len(word) > 1 or word.isdigit()))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball stem of a folded German word; words of more than 40 letters are cut."""
    return _stemmed(word, "german")


@lru_cache(maxsize=5_000)
def english_stem(word: str) -> str:
    """The Snowball stem of a folded English word; words of more than 40 letters are cut."""
    return _stemmed(word, "english")


def _stemmed(word: str, language: str) -> str:
    stemmer: Stemmer.Stemmer | None = getattr(_stemmers, language, None)
    if stemmer is None:
        stemmer = Stemmer.Stemmer(language, 0)  # not thread-safe, hence one a thread
        setattr(_stemmers, language, stemmer)
    return str(stemmer.stemWord(word[:40]))
