"""What is wrong with a file, where, and what to write instead; in German and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from faq.entry import Language
from faq.tree import Unreadable, read_tree

Severity = Literal["error", "warning", "tip"]


@cache
def sentences(package: str = "faq") -> Mapping[str, Mapping[str, str]]:
    """Every sentence of a package's `texts.yaml`: key -> language -> words."""
    tree = read_tree(files(package).joinpath("texts.yaml").read_bytes())
    if not isinstance(tree.value, dict):
        raise Unreadable("syntax_other", 1, 1, {})
    return tree.value


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of one file. `line` and `column` count from 1; `kind` names its sentences in texts.yaml.

    An "error" keeps something out of the catalog (the docstring of `Catalog` says what), a "warning" is
    something that people would stumble over, a "tip" would make a good entry better.
    """

    file: str
    line: int
    column: int
    severity: Severity
    kind: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def problem(self) -> str:
        """What is wrong, in German."""
        return self.said("de")[0]

    @property
    def remedy(self) -> str:
        """What to write instead, in German."""
        return self.said("de")[1]

    def said(self, language: Language = "de") -> tuple[str, str]:
        """What is wrong and what to write instead: one or two short sentences each."""
        values = dict(self.values)
        words = sentences()
        problem = words[f"fault.{self.kind}"][language].format_map(values)
        remedy = words[f"fault.{self.kind}.remedy"][language].format_map(values)
        return problem, remedy

    def described(self, language: Language = "de") -> str:
        """The whole fault on one line: file:line:column, severity, problem, remedy."""
        severity = sentences()[f"severity.{self.severity}"][language]
        problem, remedy = self.said(language)
        return f"{self.file}:{self.line}:{self.column}: {severity}: {problem} {remedy}"
