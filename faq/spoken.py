"""What dialect and phone shorthand mean: "nich", "ned" and "nimmer" are "nicht"; see spoken.yaml."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from faq.tree import read_tree


def written(word: str) -> str:
    """The written word for a folded one; the word itself where it is none of dialect or shorthand."""
    return _spoken().get(word, word)


@cache
def _spoken() -> Mapping[str, str]:
    value = read_tree(files("faq").joinpath("spoken.yaml").read_bytes()).value
    if not isinstance(value, dict):
        return {}
    return {form.strip(): word for word, forms in value.items() for form in str(forms).split(",")}
