"""The quarterly report on paper: Markdown, or a page of HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from bot.concern.desk import Published
from bot.concern.report import SMALL, Report
from bot.privacy.paper import html, markdown
from bot.privacy.sheet import Block, Grid, Language, Title

Say = Callable[..., str]


def as_markdown(report: Report, published: Sequence[Published], say: Say) -> str:
    """The report as Markdown."""
    return markdown(_blocks(report, published, say, _plain))


def as_html(report: Report, published: Sequence[Published], say: Say, language: Language) -> str:
    """The report as one page that can be printed."""
    return html(_blocks(report, published, say, str), language)


def _blocks(
    report: Report, published: Sequence[Published], say: Say, words: Callable[[str], str]
) -> Iterator[Block]:
    yield Title(say("title", quarter=report.quarter), 1)
    yield say("how", small=SMALL)
    yield say("total", count=_shown(report.total, say))
    yield say("answered", count=_shown(report.answered, say))
    yield Title(say("topics"), 2)
    yield _grid(say, {say(f"topic_{name}"): size for name, size in report.topics.items()})
    yield Title(say("weeks"), 2)
    yield _grid(say, {say("week", number=int(week[-2:])): size for week, size in report.weeks.items()})
    if published:
        yield Title(say("published"), 2)
        for one in published:
            yield Title(words(one.worry), 3)
            yield words(one.answer)


def _grid(say: Say, groups: Mapping[str, int | None]) -> Grid:
    rows = tuple((name, _shown(size, say)) for name, size in groups.items())
    return Grid((say("group"), say("count")), rows)


def _shown(size: int | None, say: Say) -> str:
    return say("withheld") if size is None else str(size)


def _plain(words: str) -> str:
    """Readers' words in Markdown: on one line, and no markup."""
    return escape(" ".join(words.split()), quote=False).replace("|", "\\|")
