"""Words are data: every sentence a person sees, in every language, from the `texts.yaml` files.

A text's key is its place: `cafe.booked` is `booked:` in `dialogs/cafe/texts.yaml`. A leaf holds the
languages side by side: `de` (Sie), `de-du` where the du form differs, `en`. A leaf of lists holds words
that the bot recognises in people's messages.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

LANGUAGES = ("de", "de-du", "en")
"""Every language a text may be written in; `de-du` falls back to `de`."""

Leaf = Mapping[str, str | list[str]]
UNSET = "facts.unset"
"""What is said for a fact that neither the town nor the general words know."""
_FACT = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_PLACEHOLDER = re.compile(rf"\{{([a-z_]+|{_FACT.pattern})\}}")
_BRACES = re.compile(r"\{([^{}\n]*)\}")


class TextsBroken(Exception):
    """A texts.yaml can't be used. `fault` and `values` say why: the text `texts.<fault>` takes them."""

    def __init__(self, file: Path, fault: str, **values: object) -> None:
        super().__init__(f"{file}: {fault} {values}")
        self.fault = fault
        self.values = {"file": file, **values}


class Texts:
    """Every text by key and language.

    `facts` are the town's local facts by dotted name (`it.hotline`); a text may use them like a value. A
    fact that the town has not set is said in general words: the text `facts.it.hotline`, else UNSET. `own`
    are the keys of the texts that the town has written itself.
    """

    def __init__(
        self, leaves: Mapping[str, Leaf], facts: Mapping[str, str] | None = None, own: Iterable[str] = ()
    ) -> None:
        self._leaves = dict(leaves)
        self._every: dict[str, tuple[str, ...]] = {}
        self.facts = dict(facts or {})
        self._own = frozenset(own)

    @classmethod
    def load(cls, files: Mapping[Path, str], own: Path | None = None) -> Texts:
        """Read files, each under its prefix ("" for none), then a town's own file, which overrides.

        Raises `TextsBroken`, naming file and key, for a leaf without German or English, an unknown
        language, a key that stands twice, or an own text that no feature has, that is of another kind
        than ours (sentence, words), or that has a placeholder which nothing fills.
        """
        leaves: dict[str, Leaf] = {}
        for file, prefix in files.items():
            for key, leaf in _read(file, prefix):
                if key in leaves:
                    raise TextsBroken(file, "twice", name=key)
                if missing := {"de", "en"} - leaf.keys():
                    raise TextsBroken(file, "lacks", name=key, languages=", ".join(sorted(missing)))
                leaves[key] = leaf
        written: dict[str, Leaf] = {}
        if own is not None and own.exists():
            for key, leaf in _read(own, ""):
                if key not in leaves:
                    raise TextsBroken(own, "unknown", name=key)
                _compare(key, leaf, leaves[key], own)
                written[key] = {**leaves[key], **leaf}
        return cls({**leaves, **written}, own=written)

    def take_in(self, fresh: Texts) -> None:
        """Say from now on what `fresh` says; the facts stay. Whoever holds these texts needs no others."""
        self._leaves, self._every, self._own = fresh._leaves, {}, fresh._own

    def text(self, key: str, language: str, **values: object) -> str:
        """The sentence of this key; `{name}` is filled from `values`, `{it.hotline}` from the facts.

        Raises `KeyError` for an unknown key or a value that is missing: a fault of ours, never of people.
        """
        sentence = _in(self._leaves[key], language)
        if not isinstance(sentence, str):
            raise KeyError(f"{key} holds words, not a sentence")
        if "{" not in sentence:
            return sentence
        return _PLACEHOLDER.sub(lambda found: str(self._value(found[1], language, values)), sentence)

    def text_or(self, key: str, resort: str, language: str, **values: object) -> str:
        """The sentence of this key; that of `resort`, which takes no value, where the first can't be said."""
        try:
            return self.text(key, language, **values)
        except LookupError:
            return self.text(resort, language)

    def _value(self, name: str, language: str, values: Mapping[str, object]) -> object:
        if name in values:
            return values[name]
        own = f"{name}_en" if language == "en" else name
        if fact := self.facts.get(own, self.facts.get(name)):
            return fact
        if "." not in name:
            raise KeyError(name)
        general = f"facts.{name}"
        return self.text(general if general in self else UNSET, language)

    def unset_facts(self) -> list[tuple[str, str]]:
        """Every fact that a text of the town's own uses and nobody has set: (key of the text, fact)."""
        return [
            (key, name)
            for key in sorted(self._own)
            for name in sorted(_names(self._leaves[key]))
            if "." in name and name not in self.facts and f"facts.{name}" not in self
        ]

    def words(self, key: str) -> Mapping[str, tuple[str, ...]]:
        """The words of this key, by language: {"de": (…), "en": (…)}."""
        return {
            language: tuple(words)
            for language, words in self._leaves[key].items()
            if not isinstance(words, str)
        }

    def every_word(self, key: str) -> tuple[str, ...]:
        """The words of this key in all languages, since people mix them."""
        known = self._every.get(key)
        if known is None:
            known = self._every[key] = tuple(word for words in self.words(key).values() for word in words)
        return known

    def __contains__(self, key: str) -> bool:
        return key in self._leaves

    def __iter__(self) -> Iterator[str]:
        return iter(self._leaves)

    def leaf(self, key: str) -> Leaf:
        """Every language of one key, as written."""
        return self._leaves[key]


def day_said(day: date, language: str) -> str:
    """A day as it is read: «03.12.2026», or «3 December 2026» in English."""
    return f"{day.day} {day:%B %Y}" if language == "en" else f"{day:%d.%m.%Y}"


def names(sentence: str) -> frozenset[str]:
    """The placeholders that a sentence uses: {"name", "it.hotline"}."""
    return frozenset(_PLACEHOLDER.findall(sentence))


def _names(leaf: Leaf) -> frozenset[str]:
    return frozenset().union(*(names(sentence) for sentence in leaf.values() if isinstance(sentence, str)))


def _compare(key: str, leaf: Leaf, ours: Leaf, file: Path) -> None:
    """Raises `TextsBroken` where a town's own text can't stand in for ours."""
    kind = "sentence" if isinstance(ours["de"], str) else "words"
    if any(isinstance(said, str) != (kind == "sentence") for said in leaf.values()):
        raise TextsBroken(file, kind, name=key)
    known, facts = _names(ours), not key.startswith("facts.")  # the words for a fact rest on no other
    braces = {name for said in leaf.values() if isinstance(said, str) for name in _BRACES.findall(said)}
    strange = [name for name in braces - known if not (facts and _FACT.fullmatch(name))]
    if strange:
        raise TextsBroken(file, "placeholder", name=key, names=", ".join(sorted(strange)))


def _in(leaf: Leaf, language: str) -> str | list[str]:
    found = leaf.get(language)
    return leaf[language[:2]] if found is None else found


def _read(file: Path, prefix: str) -> Sequence[tuple[str, Leaf]]:
    try:
        return _told(file.read_text(encoding="utf-8"), prefix, file)
    except (YAMLError, UnicodeDecodeError) as error:
        raise TextsBroken(file, "yaml", reason=" ".join(str(error).split())) from error


@functools.lru_cache(maxsize=64)
def _told(text: str, prefix: str, file: Path) -> Sequence[tuple[str, Leaf]]:
    """Every key of a file with its leaf, for reading only. Parsing is slow: the same is parsed once."""
    return tuple(_leaves(YAML(typ="safe").load(text) or {}, prefix, file))


def _leaves(node: Any, prefix: str, file: Path) -> Iterator[tuple[str, Leaf]]:
    if not isinstance(node, dict):
        raise TextsBroken(file, "shape", name=prefix or "-")
    if node and set(node) <= set(LANGUAGES):
        for language, words in node.items():
            said = words if isinstance(words, list) else [words]
            if not all(isinstance(word, str) and word.strip() for word in said):
                raise TextsBroken(file, "shape", name=f"{prefix} ({language})")
        yield (
            prefix,
            {key: value.rstrip("\n") if isinstance(value, str) else value for key, value in node.items()},
        )
        return
    for key, child in node.items():
        if not isinstance(child, dict):
            raise TextsBroken(file, "shape", name=f"{prefix}.{key}")
        yield from _leaves(child, f"{prefix}.{key}" if prefix else str(key), file)
