"""Cases under everything that can happen, on both engines: one owner, never stuck, nobody else told."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot import sealed
from bot.app import migration_folders, query_files
from bot.hours import Hours
from bot.later import book
from bot.message import Kind, Message, Person, Place
from bot.roster import Fallback, Lotse, Roster, RosterShelf
from bot.storage import Database, Migrations, Queries, Query, Transaction, Value
from bot.turn import Refusal
from dialogs.escalation.absence import Absence
from dialogs.escalation.desk import hand_it_on, take_it, write_and
from dialogs.escalation.dialog import say, say_no, say_thanks, take_back
from dialogs.escalation.letters import Due, go_on, withdraw
from dialogs.escalation.lotsen import come_back, go_away
from dialogs.escalation.moves import ask
from dialogs.escalation.records import Kept, Locked, asker_of
from dialogs.escalation.rules import Handed, Said, Wish
from dialogs.escalation.table import WITH_OWNER, Event
from tests.postgres import Cluster

FRIDAY = datetime(2026, 10, 23, 9, tzinfo=UTC)
"""Two days before the clocks go back."""
TOPICS = ("Konto", "Netz", "Akte")


def person(number: int) -> str:
    """An Entra id."""
    return f"{number:08d}-0000-4000-8000-000000000000"


ASKERS = [person(number) for number in (1, 2)]
LOTSEN = [person(number) for number in range(10, 17)]
ADMIN = person(30)
ROSTER = Roster(
    tuple(
        Lotse(f"L{at}", one, (TOPICS[at % 2],) if at < 6 else (), deputies=("L6",))
        for at, one in enumerate(LOTSEN)
    ),
    Fallback(text="Rufen Sie an."),
    Hours(land="NW"),
    admins=frozenset({ADMIN}),
)
LETTERS = Query(
    "proof_letters",
    "Every letter that waits.",
    "SELECT person, form FROM later_letter WHERE tenant = :tenant",
    ("tenant",),
    True,
    __name__,
)
WORDS = Said(case="0" * 32, words="Worte", signed=True)


def queries(guarded: bool = True) -> Queries:
    """The product's queries; unguarded, a case is neither kept from others nor compared before it moves."""

    def changed(query: Query) -> Query:
        if guarded or query.name not in ("escalation_load", "escalation_move"):
            return query
        sql = query.sql.replace("{FOR_UPDATE}", "").replace(" AND version = :version", " AND :version >= 0")
        return dataclasses.replace(query, sql=sql)

    return Queries([*map(changed, Queries.load(query_files())), LETTERS])


class House:
    """A database with its roster; transactions as turns and sweeps run them."""

    def __init__(self, url: str, guarded: bool = True) -> None:
        self.url, self.guarded = url, guarded
        self.tenant = str(uuid.uuid4())
        self.now = FRIDAY
        self.shelf = RosterShelf.of(ROSTER)
        self.database: Database

    async def open(self) -> None:
        """Open it; again after a restart."""
        migrations = Migrations.load(migration_folders())
        self.database = await Database.open(self.url, queries=queries(self.guarded), migrations=migrations)
        self.database.parts[RosterShelf] = self.shelf

    async def meet(self, one: str) -> None:
        """Somebody writes to the bot."""
        place = Place(f"a:{one}", service_url="https://smba.example/", bot="28:bot")
        message = Message("", Kind.SAID, Person(self.tenant, one, f"29:{one}"), place)
        await self.do(one, lambda tx: book.meet(tx, message))

    async def do(self, one: str, body: Callable[[Transaction], Any]) -> Any:
        """Run this as a turn of that person."""
        bound: dict[str, Value] = {"tenant": self.tenant, "person": one, "now": self.now}
        return await self.database.transact(body, bound=bound)

    async def tried(self, one: str, body: Callable[[Transaction], Any]) -> bool:
        """The same; False where it was refused."""
        try:
            await self.do(one, body)
        except Refusal:
            return False
        return True

    async def cases(self) -> list[Kept]:
        """Every open case."""
        bound: dict[str, Value] = {"tenant": self.tenant}
        ids = await self.database.all("escalation_open", str, bound)
        found = [await self.database.one("escalation_case", Kept, bound, id=one) for one in ids]
        return [one for one in found if one]


def known(tx: Transaction, kept: Kept) -> tuple[str, list[str]]:
    """Who asks, and who was asked."""
    return asker_of(tx, kept), tx.all("escalation_asked", str, id=kept.id)


class Cases(RuleBasedStateMachine):
    """Everything that can happen, in any order."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.house = House(self.url)
        self.askers: dict[str, str] = {}
        self.asked: dict[str, set[str]] = {}
        self.run(self.house.open())
        for one in (*ASKERS, *LOTSEN, ADMIN):
            self.run(self.house.meet(one))

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    def teardown(self) -> None:
        self.run(self.house.database.close())
        self.runner.close()

    # -- what people do

    @rule(
        asker=st.sampled_from(ASKERS),
        topic=st.sampled_from(TOPICS),
        nameless=st.booleans(),
        urgency=st.sampled_from(["now", "today", "relaxed"]),
    )
    def asks(self, asker: str, topic: str, nameless: bool, urgency: Any) -> None:
        wish = Wish(question="Frage?", topic=topic, nameless=nameless, urgency=urgency)
        promise = self.run(self.house.do(asker, lambda tx: ask(tx, wish, "Anna")))
        self.askers[promise.case] = asker

    @precondition(lambda self: self.askers)
    @rule(
        data=st.data(),
        lotse=st.sampled_from([*LOTSEN, ADMIN, *ASKERS]),
        how=st.sampled_from(["answer", "question", "entry"]),
    )
    def answers(self, data: st.DataObject, lotse: str, how: str) -> None:
        form = WORDS.model_copy(update={"case": self._case(data)})
        event = Event.ASK_BACK if how == "question" else Event.ANSWER
        self.run(self.house.tried(lotse, lambda tx: write_and(tx, form, how, event)))

    @precondition(lambda self: self.askers)
    @rule(data=st.data(), lotsen=st.lists(st.sampled_from(LOTSEN), min_size=2, max_size=4, unique=True))
    def take_at_once(self, data: st.DataObject, lotsen: list[str]) -> None:
        case = self._case(data)
        before = next((one for one in self.run(self.house.cases()) if one.id == case), None)

        async def all_at_once() -> list[bool]:
            return await asyncio.gather(
                *(self.house.tried(one, lambda tx: take_it(tx, case)) for one in lotsen)
            )

        won = self.run(all_at_once())
        assert sum(won) <= 1 or (before is not None and before.owner in lotsen)

    @precondition(lambda self: self.askers)
    @rule(
        data=st.data(),
        lotse=st.sampled_from(LOTSEN),
        to=st.sampled_from(["-", *(f"L{at}" for at in range(7))]),
        topic=st.sampled_from(["-", *TOPICS]),
    )
    def hands_on(self, data: st.DataObject, lotse: str, to: str, topic: str) -> None:
        form = Handed(case=self._case(data), to=to, topic=topic, words="Bitte")
        self.run(self.house.tried(lotse, lambda tx: hand_it_on(tx, form)))

    @precondition(lambda self: self.askers)
    @rule(data=st.data(), asker=st.sampled_from(ASKERS), what=st.sampled_from([say, say_thanks, say_no]))
    def replies(self, data: st.DataObject, asker: str, what: Any) -> None:
        form = WORDS.model_copy(update={"case": self._case(data)})
        done = self.run(self.house.tried(asker, lambda tx: what(tx, form)))
        assert not done or self.askers[form.case] == asker

    @precondition(lambda self: self.askers)
    @rule(data=st.data(), asker=st.sampled_from(ASKERS))
    def takes_back(self, data: st.DataObject, asker: str) -> None:
        case = self._case(data)
        done = self.run(self.house.tried(asker, lambda tx: take_back(tx, case)))
        assert not done or self.askers[case] == asker

    @rule(lotse=st.sampled_from(LOTSEN), days=st.integers(0, 9))
    def goes_away(self, lotse: str, days: int) -> None:
        today = ROSTER.hours.day(self.house.now)
        absence = Absence(today, today + timedelta(days=days))
        self.run(self.house.do(lotse, lambda tx: go_away(tx, absence, today)))

    @rule(lotse=st.sampled_from(LOTSEN))
    def comes_back(self, lotse: str) -> None:
        self.run(self.house.do(lotse, come_back))

    @rule(one=st.sampled_from([*ASKERS, *LOTSEN]))
    def wants_to_be_forgotten(self, one: str) -> None:
        self.run(self.house.do(one, withdraw))
        assert not [
            kept for kept in self.run(self.house.cases()) if one in (kept.owner, self.askers[kept.id])
        ]

    @rule(hours=st.integers(0, 60))
    def time_passes(self, hours: int) -> None:
        """Two sweeps at once, as two replicas would."""
        self.house.now += timedelta(hours=hours)
        bound: dict[str, Value] = {"now": self.house.now, "most": 200}

        async def sweep() -> None:
            for row in await self.house.database.all("escalation_due", Due, bound):
                if row.tenant == self.house.tenant:
                    await self.house.do("", partial(go_on, row=row))

        async def both() -> None:
            await asyncio.gather(sweep(), sweep())

        self.run(both())
        assert all(kept.due_at > self.house.now for kept in self.run(self.house.cases()))

    @rule()
    def restarts(self) -> None:
        self.run(self.house.database.close())
        self.run(self.house.open())

    # -- what always holds

    @invariant()
    def no_case_is_stuck_or_has_a_stranger(self) -> None:
        for kept in self.run(self.house.cases()):
            assert (kept.owner is not None) <= (kept.state in WITH_OWNER)
            assert kept.owner is None or kept.owner in {*LOTSEN, ADMIN}
            asker, people = self.run(self.house.do("", partial(known, kept=kept)))
            assert asker == self.askers[kept.id]
            assert kept.nameless == (kept.asker is None)
            assert asker not in people
            self.asked.setdefault(kept.id, set()).update(people)
        self._letters_reach_only_who_has_a_part()

    def _letters_reach_only_who_has_a_part(self) -> None:
        bound: dict[str, Value] = {"tenant": self.house.tenant}
        locked = self.run(self.house.database.all("escalation_nameless", Locked, bound))
        tickets = {sealed.mark(row.lock, "ticket"): row.id for row in locked}
        for letter in self.run(self.house.database.all("proof_letters", dict, bound)):
            form = json.loads(letter["form"])
            if "case" in form:
                assert letter["person"] in self.asked[form["case"]]
            elif form.get("ticket"):
                case = tickets.get(form["ticket"], form["ticket"])
                assert case not in self.askers or letter["person"] == self.askers[case]
                assert letter["person"] in ASKERS
            else:
                assert letter["person"] in (ADMIN, *ASKERS)

    def _case(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.askers)))


@pytest.mark.proof
def test_cases_hold_whatever_happens(url: str) -> None:
    """Never two owners, never a case without a next step, never a letter to who has no part in it."""
    machine = type("CasesHere", (Cases,), {"url": url})
    limits = settings(
        max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine, settings=limits)


async def races(url: str, rounds: int, *, guarded: bool) -> int:
    """How often two of three who pressed at once both had a case."""
    house = House(url, guarded)
    await house.open()
    both = 0
    try:
        for one in (*ASKERS, *LOTSEN):
            await house.meet(one)
        for _ in range(rounds):
            wish = Wish(question="Frage?", topic=TOPICS[0])
            case = (await house.do(ASKERS[0], lambda tx: ask(tx, wish, "Anna"))).case  # noqa: B023 - awaited here
            asked = await house.do("", lambda tx: tx.all("escalation_asked", str, id=case))  # noqa: B023 - awaited here
            won = await asyncio.gather(*(house.tried(one, lambda tx: take_it(tx, case)) for one in asked))  # noqa: B023 - awaited here
            assert sum(won) >= 1
            both += sum(won) > 1
            if both and not guarded:
                break
    finally:
        await house.database.close()
    return both


@pytest.mark.proof
async def test_of_all_who_press_at_once_one_wins(url: str) -> None:
    """Over and over, on both engines."""
    assert await races(url, 30, guarded=True) == 0


@pytest.mark.proof
async def test_without_its_guards_two_would_win(own_cluster: Cluster) -> None:
    """The control: neither kept from others nor compared, a case on a server soon has two Lotsen."""
    assert await races(own_cluster.fresh(), 300, guarded=False) > 0
