"""What a person's question becomes on its way to a human. Pure."""

from __future__ import annotations

from bot.router import Form


class Asked(Form):
    """The question that led here, if there was one."""

    question: str = ""
