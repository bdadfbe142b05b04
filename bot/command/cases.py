"""`lotse cases`: how questions to the Lotsen stand, for IT: by state and topic, never by person."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command.call import FOUND, Call
from bot.command.frame import declare

if TYPE_CHECKING:
    from bot.roster import Fault
    from bot.settings import Settings

STUCK = timedelta(minutes=15)
"""So long after its time a case has not moved: the bot stands still, or something is wrong."""
MOST = 50


@dataclass(frozen=True, slots=True)
class Count:
    """How many open cases of a topic are in a state, and the day on which the oldest changed last."""

    state: str
    topic: str
    cases: int
    oldest: date


@dataclass(frozen=True, slots=True)
class Stuck:
    """A case that should have gone on."""

    id: str
    state: str
    topic: str
    due_at: datetime


def add(app: typer.Typer, call: Call) -> None:
    """Add the command."""

    @declare(app, call, "cases")
    def cases(
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.cases.json"))] = False,
    ) -> int:
        from bot.command.kindly import kindly, settings_of
        from bot.roster import RosterShelf

        settings = settings_of(call)
        with kindly(call, settings):
            counts, stuck = asyncio.run(_looked(settings))
            faults = RosterShelf.of_town(settings).faults
        if as_json:
            told = {
                "counts": [asdict(one) for one in counts],
                "stuck": [asdict(one) for one in stuck],
                "faults": [{"line": fault.line, "kind": fault.kind} for fault in faults],
            }
            call.out.out(json.dumps(told, ensure_ascii=False, indent=2, default=str), highlight=False)
        else:
            _print(call, counts, stuck)
            _print_faults(call, faults)
        return FOUND if stuck or faults else 0


def _print(call: Call, counts: "Sequence[Count]", stuck: "Sequence[Stuck]") -> None:
    if not counts:
        call.print(call.t("command.cases.nothing"))
    for one in counts:
        state = call.t(f"command.cases_state.{one.state}")
        topic = one.topic or call.t("command.cases.no_topic")
        since = call.t("command.cases.since", day=one.oldest.isoformat())
        call.print(f"{one.cases:>5}  {state:<32} {topic}  ({since})")
    if stuck:
        call.print("")
        call.print(call.t("command.cases.stuck"), "bold")
    for each in stuck:
        state = call.t(f"command.cases_state.{each.state}")
        call.print(f"  {each.id[:8]}  {each.due_at.astimezone():%Y-%m-%d %H:%M}  {state}  {each.topic}")


def _print_faults(call: Call, faults: "Sequence[Fault]") -> None:
    """What keeps the roster from being used, in the words of `bot/texts.yaml`."""
    from bot.command.kindly import WORDS
    from bot.texts import Texts

    texts = Texts.load({WORDS: ""})
    for fault in faults:
        sentence = texts.text(f"roster.{fault.kind}", call.language, **fault.values)
        call.print(call.t("command.cases.fault", line=fault.line, sentence=sentence), "red")


async def _looked(settings: "Settings") -> "tuple[list[Count], list[Stuck]]":
    """The open cases of every tenant, beside a server that may run."""
    from bot.app import migration_folders, query_files, utc_now
    from bot.storage import Database, Migrations, Queries

    database = await Database.open(
        settings.database_url,
        queries=Queries.load(query_files()),
        migrations=Migrations.load(migration_folders()),
        serving=False,
    )
    try:
        counts = await database.all("escalation_counts", Count)
        stuck = await database.all("escalation_stuck", Stuck, before=utc_now() - STUCK, most=MOST)
        return counts, stuck
    finally:
        await database.close()
