"""Writes one page: its texts as HTML that a strict policy lets through."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Literal

from bot.privacy.paper import STYLE, html
from bot.privacy.sheet import Block, Points, Title
from bot.texts import Texts

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'"
"""Nothing but the page's own style."""


def written(page: str, texts: Texts, language: Literal["de", "en"]) -> str:
    """The page as HTML."""
    return html(blocks(page, texts, language), language)


def blocks(page: str, texts: Texts, language: Literal["de", "en"]) -> Iterator[Block]:
    """Its title, then each paragraph; lines that begin with a hyphen are a list."""
    town = texts.facts.get("town") or texts.text("pages.town", language)
    yield Title(texts.text(f"pages.{page}_title", language), 1)
    for paragraph in texts.text(f"pages.{page}_text", language, town=town).strip().split("\n\n"):
        lines = paragraph.splitlines()
        if all(line.startswith("- ") for line in lines):
            yield Points(tuple(line.removeprefix("- ") for line in lines))
        else:
            yield " ".join(lines)
