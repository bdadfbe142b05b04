"""The data sheet on paper: the same blocks as Markdown and as one HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from bot.privacy.sheet import Block, Grid, Language, Points, Title

STYLE = """\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { border: 1px solid #767676; padding: .3rem .6rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
td:first-child { font-family: monospace; }
@media print { body { font-size: 11pt; margin: 0; max-width: none; } tr { break-inside: avoid; } }
"""


def markdown(blocks: Iterable[Block]) -> str:
    """The sheet as Markdown with pipe tables; ends with a line break."""
    return "\n\n".join(map(_markdown, blocks)) + "\n"


def html(blocks: Iterable[Block], language: Language) -> str:
    """The sheet as one page that needs nothing else and can be printed."""
    pieces = list(blocks)
    title = next(block.words for block in pieces if isinstance(block, Title))
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{language}">',
            f'<head><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style></head>',
            "<body>",
            *(line for block in pieces for line in _html(block)),
            "</body></html>",
            "",
        ]
    )


def _markdown(block: Block) -> str:
    match block:
        case Title(words, level):
            return f"{'#' * level} {words}"
        case Points(sentences):
            return "\n".join(f"- {sentence}" for sentence in sentences)
        case Grid(head, rows):
            lines = [head, tuple("---" for _ in head), *((f"`{first}`", *more) for first, *more in rows)]
            return "\n".join(
                f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in lines
            )
        case words:
            return words


def _html(block: Block) -> Iterator[str]:
    match block:
        case Title(words, level):
            yield f"<h{level}>{escape(words)}</h{level}>"
        case Points(sentences):
            yield "<ul>"
            yield from (f"<li>{escape(sentence)}</li>" for sentence in sentences)
            yield "</ul>"
        case Grid(head, rows):
            yield f"<table><thead><tr>{_cells('th', head)}</tr></thead><tbody>"
            yield from (f"<tr>{_cells('td', row)}</tr>" for row in rows)
            yield "</tbody></table>"
        case words:
            yield f"<p>{escape(words)}</p>"


def _cells(kind: str, cells: Iterable[str]) -> str:
    return "".join(f"<{kind}>{escape(cell)}</{kind}>" for cell in cells)
