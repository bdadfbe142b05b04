"""Where the chat is written and read: with frames and colour on a terminal, plainly everywhere else."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from bot.terminal.drawing import Line, Look

WIDEST = 84
"""Columns of a card, however wide the window: long lines are hard to read."""
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>~|#+.)-])")
_LINK = re.compile(r"(?<!\\)\[([^\]]+)(?<!\\)\]\(([^)\s]+)\)")
_BOLD = re.compile(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*", re.DOTALL)


@dataclass(slots=True)
class Paper:
    """Writes to `out`; reads what a person types, or the lines of a file or pipe."""

    out: Console
    typed: bool
    """Whether a person types at a terminal."""

    def card(self, lines: Iterable[Line]) -> None:
        """Write a card."""
        if not self.out.is_terminal:
            self._write("\n".join(_as_text(line) for line in lines) + "\n")
            return
        inside = Group(*(_as_rich(line) for line in lines))
        self.out.print(Panel(inside, width=min(self.out.width, WIDEST), border_style="blue", padding=(0, 1)))

    def text(self, markdown: str) -> None:
        """Write what the bot says."""
        if not self.out.is_terminal:
            self._write(unmarked(markdown) + "\n")
            return
        self.out.print(Padding(Markdown(markdown), (0, 1)), width=min(self.out.width, WIDEST))

    def note(self, sentence: str) -> None:
        """Write what the terminal itself has to say."""
        self._write(sentence, "dim")

    def ask(self, prompt: str) -> str:
        """The next line, without its end. Raises EOFError where there is none."""
        if self.typed:
            return input(prompt)
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        line = line.rstrip("\r\n")
        self._write(f"{prompt}{line}")
        return line

    def _write(self, words: str, style: str = "none") -> None:
        """As it is: never wrapped, no markup."""
        self.out.print(words, style=style, markup=False, highlight=False, emoji=False, soft_wrap=True)


def unmarked(markdown: str) -> str:
    """Card or chat Markdown as plain text; a link becomes its words and its address."""
    text = _LINK.sub(r"\1 (\2)", markdown)
    return _ESCAPED.sub(r"\1", _BOLD.sub(r"\1", text)).rstrip()


def _as_text(line: Line) -> str:
    words = unmarked(line.text)
    match line.look:
        case Look.BUTTON | Look.CHOICE:
            return f"[{line.number}] {words}"
        case Look.FIELD:
            return f"___ {words}"
        case Look.HEADING:
            return f"# {words}"
        case _:
            return words


def _as_rich(line: Line) -> RenderableType:
    words = unmarked(line.text)
    match line.look:
        case Look.BUTTON | Look.CHOICE:
            number = (f"[{line.number}] ", "bold cyan")
            return Text.assemble(number, (words, "cyan" if line.look is Look.CHOICE else "bold"))
        case Look.FIELD:
            return Text(f"▁▁▁ {words}", style="italic")
        case Look.HEADING:
            return Text(words, style="bold blue")
        case Look.TITLE:
            return Text(words, style="bold")
        case Look.GAP:
            return Text("")
        case _:
            return Markdown(line.text, style="dim" if line.look is Look.SUBTLE else "none")
