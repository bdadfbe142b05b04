"""The poster for the notice board: what the Sorgenbox promises, and its address as a QR code. An A4 SVG."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from textwrap import wrap

import segno

WIDTH, HEIGHT = 210, 297
"""Millimetres."""
LETTERS = 44
"""Signs in a line."""
WIDE = 0.6
"""How wide a sign of an address is, at most on average, as a part of its height."""


def svg(title: str, sentences: list[str], url: str) -> str:
    """The poster as an SVG that needs nothing else: no font, no script, nothing from elsewhere."""
    lines = "\n".join(_lines(sentences))
    code = segno.make(url, error="m")
    side = 80
    letter = min(8, (WIDTH - 40) / (WIDE * len(url)))
    scale = side / code.symbol_size(border=4)[0]
    marks = code.svg_inline(border=4, scale=scale, omitsize=False)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}mm" height="{HEIGHT}mm" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n'
        f'<text x="20" y="45" font-size="18" font-weight="bold">{escape(title)}</text>\n'
        f"{lines}\n"
        f'<g transform="translate({(WIDTH - side) / 2} 165)">{marks}</g>\n'
        f'<text x="{WIDTH / 2}" y="262" font-size="{letter:.2f}" text-anchor="middle">{escape(url)}</text>\n'
        "</svg>\n"
    )


def _lines(sentences: list[str]) -> Iterator[str]:
    at = 65
    for sentence in sentences:
        for line in wrap(sentence, LETTERS):
            yield f'<text x="20" y="{at}" font-size="7.5">{escape(line)}</text>'
            at += 11
        at += 5
