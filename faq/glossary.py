"""What English office words are called in German; see glossary.yaml."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from faq.tree import read_tree


@cache
def glossary() -> Mapping[str, tuple[str, ...]]:
    """English word -> its German names, all folded."""
    value = read_tree(files("faq").joinpath("glossary.yaml").read_bytes()).value
    if not isinstance(value, dict):
        return {}
    return {word: tuple(name.strip() for name in str(names).split(",")) for word, names in value.items()}


def german_for(word: str) -> tuple[str, ...]:
    """German names of a folded English word in any of its usual forms; () where the glossary has none."""
    known = glossary()
    for ending, instead in (
        ("", ""),
        ("s", ""),
        ("es", ""),
        ("ies", "y"),
        ("ing", ""),
        ("ed", ""),
        ("ed", "e"),
    ):
        if word.endswith(ending):
            base = word.removesuffix(ending) + instead
            if base in known:
                return known[base]
    return ()
