"""Words are data: every sentence a person sees, in every language, from the `texts.yaml` files.

A text's key is its place: `cafe.booked` is `booked:` in `dialogs/cafe/texts.yaml`. A leaf holds the
languages side by side: `de` (Sie), `de-du` where the du form differs, `en`. A leaf of lists holds words
that the bot recognises in people's messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

LANGUAGES = ("de", "de-du", "en")
"""Every language a text may be written in; `de-du` falls back to `de`."""

Leaf = Mapping[str, str | list[str]]
_PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)*)\}")


class TextsBroken(Exception):
    """A texts.yaml can't be used. `fault` and `values` say why: the text `texts.<fault>` takes them."""

    def __init__(self, file: Path, fault: str, **values: object) -> None:
        super().__init__(f"{file}: {fault} {values}")
        self.fault = fault
        self.values = {"file": file, **values}


class Texts:
    """Every text by key and language.

    `facts` are the town's local facts by dotted name (`it.hotline`); a text may use them like a value. A
    fact that the town has not set is said in general words: the text `facts.it.hotline`.
    """

    def __init__(self, leaves: Mapping[str, Leaf], facts: Mapping[str, str] | None = None) -> None:
        self._leaves = dict(leaves)
        self.facts = dict(facts or {})

    @classmethod
    def load(cls, files: Mapping[Path, str], own: Path | None = None) -> Texts:
        """Read files, each under its prefix ("" for none), then a town's own file, which overrides.

        Raises `TextsBroken`, naming file and key, for a leaf without German or English, an unknown
        language, a key that stands twice, or an own text that no feature has.
        """
        leaves: dict[str, Leaf] = {}
        for file, prefix in files.items():
            for key, leaf in _leaves(_read(file), prefix, file):
                if key in leaves:
                    raise TextsBroken(file, "twice", name=key)
                if missing := {"de", "en"} - leaf.keys():
                    raise TextsBroken(file, "lacks", name=key, languages=", ".join(sorted(missing)))
                leaves[key] = leaf
        if own is not None and own.exists():
            for key, leaf in _leaves(_read(own), "", own):
                if key not in leaves:
                    raise TextsBroken(own, "unknown", name=key)
                strange = {name for name in _names(leaf) - _names(leaves[key]) if "." not in name}
                if strange:
                    raise TextsBroken(own, "placeholder", name=key, names=", ".join(sorted(strange)))
                leaves[key] = {**leaves[key], **leaf}
        return cls(leaves)

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

    def _value(self, name: str, language: str, values: Mapping[str, object]) -> object:
        if name in values:
            return values[name]
        return self.facts[name] if name in self.facts else self.text(f"facts.{name}", language)

    def words(self, key: str) -> Mapping[str, tuple[str, ...]]:
        """The words of this key, by language: {"de": (…), "en": (…)}."""
        return {
            language: tuple(words)
            for language, words in self._leaves[key].items()
            if not isinstance(words, str)
        }

    def __contains__(self, key: str) -> bool:
        return key in self._leaves

    def __iter__(self) -> Iterator[str]:
        return iter(self._leaves)

    def leaf(self, key: str) -> Leaf:
        """Every language of one key, as written."""
        return self._leaves[key]


def names(sentence: str) -> frozenset[str]:
    """The placeholders that a sentence uses: {"name", "it.hotline"}."""
    return frozenset(_PLACEHOLDER.findall(sentence))


def _names(leaf: Leaf) -> frozenset[str]:
    return frozenset().union(*(names(sentence) for sentence in leaf.values() if isinstance(sentence, str)))


def _in(leaf: Leaf, language: str) -> str | list[str]:
    found = leaf.get(language)
    return leaf[language[:2]] if found is None else found


def _read(file: Path) -> Any:
    try:
        return YAML(typ="safe").load(file.read_text(encoding="utf-8")) or {}
    except (YAMLError, UnicodeDecodeError) as error:
        raise TextsBroken(file, "yaml", reason=" ".join(str(error).split())) from error


def _leaves(node: Any, prefix: str, file: Path) -> Iterator[tuple[str, Leaf]]:
    if not isinstance(node, dict):
        raise TextsBroken(file, "shape", name=prefix or "-")
    if node and set(node) <= set(LANGUAGES):
        for language, words in node.items():
            if not (
                isinstance(words, str) or (isinstance(words, list) and all(isinstance(w, str) for w in words))
            ):
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


def _word_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _trimmed(value: str | list[str]) -> str | list[str]:
    return value.rstrip("\n") if isinstance(value, str) else value
