"""Looks of what is stored about a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from bot import cards
from bot.privacy import Gone, Kept, Table
from bot.router import Running
from bot.turn import Card, Turn, Value
from dialogs.privacy import rules


def mine(turn: Turn, pages: Sequence[Sequence[Kept]]) -> Card:
    """The first page of what is stored, what is stored without the person, what Microsoft keeps."""
    person = turn.person
    return cards.card(
        cards.heading(turn.t("privacy.title")),
        cards.text(turn.t("privacy.something" if pages else "privacy.nothing")),
        *_tables(turn, pages[0] if pages else ()),
        cards.text(turn.t("privacy.known_as", person=cards.escape(person.id)), subtle=True, small=True)
        if pages
        else None,
        cards.section(turn.t("privacy.nameless_title"), turn.t("privacy.nameless")),
        cards.section(turn.t("privacy.microsoft_title"), turn.t("privacy.microsoft")),
        cards.text(turn.t("privacy.contact"), subtle=True, apart=True),
        actions=[
            *_more(turn, pages, 0),
            *_behind(turn, pages, 0),
            *([cards.button(turn.t("privacy.delete_button"), "privacy.delete")] if pages else []),
            *_house(turn),
        ],
    )


def more(turn: Turn, pages: Sequence[Sequence[Kept]], page: int) -> Card:
    """A further page of what is stored."""
    return cards.card(
        cards.heading(turn.t("privacy.more_title", page=page + 1, pages=len(pages))),
        *_tables(turn, pages[page]),
        actions=[
            *_more(turn, pages, page),
            *_behind(turn, pages, page),
            cards.button(turn.t("privacy.delete_button"), "privacy.delete"),
        ],
    )


def technical(turn: Turn, pages: Sequence[Sequence[Kept]], page: int) -> Card:
    """What a page has left out: the fields that only machines read, each row's in the page's order."""
    return cards.card(
        cards.heading(turn.t("privacy.technical_title")),
        cards.text(turn.t("privacy.technical"), subtle=True),
        *(
            cards.section(_title(turn, one.table), "\n\n".join(_rows(turn, one, technical=True)))
            for one in pages[page]
            if _labels(turn, one, technical=True)
        ),
    )


def sure(turn: Turn, kept: Iterable[Kept], running: Sequence[Running]) -> Card:
    """What would go, and what it would end; nothing has happened yet."""
    return cards.card(
        cards.heading(turn.t("privacy.sure_title")),
        cards.text(_counted(turn, [(one.table, len(one.rows)) for one in kept])),
        cards.section(
            turn.t("privacy.running_title"),
            f"{turn.t('privacy.running')}\n\n{_listed(turn, [(one.text, one.values) for one in running])}",
        )
        if running
        else None,
        cards.text(turn.t("privacy.for_good"), subtle=True, apart=True),
        actions=[
            cards.button(
                turn.t("privacy.withdraw_button" if running else "privacy.sure_button"),
                "privacy.erase",
                withdraw=bool(running),
            ),
            cards.button(turn.t("privacy.keep_button"), "privacy.keep"),
        ],
    )


def deleted(turn: Turn, gone: Sequence[Gone], ended: Sequence[Running] = ()) -> Card:
    """What went, what was withdrawn with it, and what deleting can't reach."""
    return cards.card(
        cards.heading(turn.t("privacy.deleted_title")),
        cards.text(_counted(turn, [(one.table, one.rows) for one in gone]))
        if gone
        else cards.text(turn.t("privacy.nothing")),
        cards.section(
            turn.t("privacy.ended_title"),
            _listed(turn, [(one.ended or one.text, one.values) for one in ended])
            + f"\n\n{turn.t('privacy.ended_cards')}",
        )
        if ended
        else None,
        cards.text(turn.t("privacy.beyond"), apart=bool(ended)),
        cards.text(turn.t("privacy.afterwards"), subtle=True, apart=True),
    )


def unchanged(turn: Turn) -> Card:
    """Nothing was deleted."""
    return cards.card(
        cards.text(turn.t("privacy.unchanged")),
        actions=[cards.button(turn.t("privacy.mine_button"), "privacy.mine")],
    )


def elsewhere(turn: Turn) -> Card:
    """In front of others: nothing is shown here; let us go on in private."""
    bot = turn.message.place.bot or f"28:{turn.town.app_id}"
    address = f"https://teams.microsoft.com/l/chat/0/0?users={quote(bot, safe=':')}"
    return cards.card(
        cards.heading(turn.t("privacy.private_title")),
        cards.text(turn.t("privacy.private")),
        actions=[cards.link(turn.t("privacy.private_button"), address)],
    )


# ---------------------------------------------------------------- pieces


def _tables(turn: Turn, kept: Iterable[Kept]) -> list[cards.Piece]:
    return [
        cards.section(
            _title(turn, one.table),
            "\n\n".join([*_rows(turn, one), turn.t(f"{one.table.feature}.kept.{one.table.name}.until")]),
        )
        for one in kept
    ]


def _rows(turn: Turn, kept: Kept, *, technical: bool = False) -> list[str]:
    """Each row as a list of its fields."""
    labels = _labels(turn, kept, technical=technical)
    rows = [
        [f"- {label}: {_value(turn, kept.table, column, row[column])}" for column, label in labels.items()]
        for row in kept.rows
    ]
    return ["\n".join(row) for row in rows if row]


def _labels(turn: Turn, kept: Kept, *, technical: bool) -> dict[str, str]:
    """What the fields are called that people read, or those that only machines do; by column."""
    table = kept.table
    keys = {
        column: f"{table.feature}.kept.{table.name}.technical.{column}"
        if technical
        else f"{table.feature}.kept.{table.name}.{column}"
        for column in kept.columns
    }
    return {column: turn.t(key) for column, key in keys.items() if key in turn.texts}


def _value(turn: Turn, table: Table, column: str, value: Value) -> str:
    """A word for it where there is one (`simple_1`), else the value as people write it."""
    if isinstance(value, bytes):
        return turn.t("privacy.sealed", size=len(value))
    code = "none" if value is None else str(value)
    word = f"{table.feature}.kept.{table.name}.{column}_{code}"
    if word in turn.texts:
        return turn.t(word)
    if value is None or value == "":
        return turn.t("privacy.empty")
    shown = cards.shortened(rules.readable(value, turn.tongue, turn.message.zone), rules.LONGEST)
    return cards.escape(" ".join(shown.split()))


def _title(turn: Turn, table: Table) -> str:
    return turn.t(f"{table.feature}.kept.{table.name}.title")


def _counted(turn: Turn, numbers: Iterable[tuple[Table, int]]) -> str:
    """Each kind of data with its number, as a list."""
    titled = [(_title(turn, table), rows) for table, rows in numbers]
    return "\n".join(
        f"- {title}" if rows == 1 else f"- {title} ({rows})" for title, rows in rules.counted(titled)
    )


def _listed(turn: Turn, sentences: Iterable[tuple[str, Mapping[str, object]]]) -> str:
    """These sentences as a list."""
    return "\n".join(f"- {turn.t(key, **_escaped(values))}" for key, values in sentences)


def _escaped(values: Mapping[str, object]) -> dict[str, object]:
    return {name: cards.escape(value) if isinstance(value, str) else value for name, value in values.items()}


def _more(turn: Turn, pages: Sequence[object], page: int) -> list[cards.Piece]:
    if page + 1 >= len(pages):
        return []
    return [cards.button(turn.t("privacy.more_button"), "privacy.more", page=page + 1)]


def _behind(turn: Turn, pages: Sequence[Sequence[Kept]], page: int) -> list[cards.Piece]:
    """The way to what only machines read, where the page has any."""
    if not any(_labels(turn, one, technical=True) for one in (pages[page] if pages else ())):
        return []
    return [cards.button(turn.t("privacy.technical_button"), "privacy.technical", page=page)]


def _house(turn: Turn) -> list[cards.Piece]:
    """The town's own page on data protection, where it has one."""
    address = str(turn.town.facts.get("url.datenschutz") or "")
    return (
        [cards.link(turn.t("privacy.house_button"), address)]
        if address.startswith(("https://", "http://"))
        else []
    )
