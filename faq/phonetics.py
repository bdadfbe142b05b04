"""Kölner Phonetik: words that sound alike in German get the same digits.

After Hans Joachim Postel, Die Kölner Phonetik (1969): "Meier", "Maier" and "Mayr" are 67.
"""

from functools import lru_cache

_PLAIN = dict(zip("aeijouybpfvwgkqlmnrszd", "0000000113334445667882", strict=True))
_HARD_C_AT_START = frozenset("ahkloqrux")
_HARD_C = frozenset("ahkoqux")


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """The code of a folded word: digits, "" where it holds no letter that sounds."""
    letters = [letter for letter in word if "a" <= letter <= "z"]
    digits: list[str] = []
    for index, letter in enumerate(letters):
        before = letters[index - 1] if index else ""
        after = letters[index + 1] if index + 1 < len(letters) else ""
        digits += _digits(letter, before, after)
    once = [digit for index, digit in enumerate(digits) if index == 0 or digit != digits[index - 1]]
    return "".join(digit for index, digit in enumerate(once) if index == 0 or digit != "0")


def _digits(letter: str, before: str, after: str) -> str:
    match letter:
        case "h":
            return ""
        case "p":
            return "3" if after == "h" else "1"
        case "d" | "t":
            return "8" if after in {"c", "s", "z"} else "2"
        case "c":
            hard = after in (_HARD_C if before else _HARD_C_AT_START) and before not in {"s", "z"}
            return "4" if hard else "8"
        case "x":
            return "8" if before in {"c", "k", "q"} else "48"
    return _PLAIN[letter]
