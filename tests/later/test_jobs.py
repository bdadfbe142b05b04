"""What the engine for PostgreSQL has beside the rows: calls for help, its tables, and the shared pace."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import math
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.app import HERE
from bot.later import jobs_schema, jobs_wave
from bot.later.desk import Desk
from bot.later.jobs import Jobs, Sign, _end
from bot.later.jobs_pace import GAP, Course, SharedPace
from bot.later.jobs_wave import Wave
from bot.later.outbox import Outbox
from bot.later.sweeper import Sweeper
from bot.storage import (
    Database,
    DatabaseBusy,
    MigrationBroken,
    Migrations,
    SchemaTooNew,
    StorageError,
    Transaction,
    WrongParameters,
)
from bot.storage.postgres.dump import back_up, restore
from bot.turn import Letter, post, withdraw
from demo.chats import Person
from tests.fake_teams import TOWN, FakeTeams
from tests.later.stage import VISIT, Stage, jobs, opened
from tests.postgres import Cluster

FETCHED_BY_THE_DEAD = """
INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour');
UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)
"""

WAITING_FOR_A_ROW = """
SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.fixture
def closed_stage(fake_teams: FakeTeams, postgres: str) -> Stage:
    """A house on PostgreSQL that nobody has opened yet."""
    return Stage(fake_teams, postgres, jobs(postgres))


async def asked(database: Database, sql: str) -> Any:
    """The first value that a statement gives."""

    def ask(tx: Transaction) -> Any:
        return tx.connection.execute(sql).fetchone()[0]

    return await database.transact(ask)


async def done(database: Database, sql: str) -> None:
    """Have statements carried out."""

    def do(tx: Transaction) -> None:
        tx.connection.execute(sql)

    await database.transact(do)


def full(stage: Stage) -> Jobs:
    """A replica that has no room."""
    carrier = replace(stage.carrier, post=None)
    sweeper = Sweeper(stage.database, stage.carrier.declared.dues, stage.clock)
    return Jobs(carrier, sweeper, stage.clock, address=stage.url)


class TestCalls:
    """Jobs, deferred with the decision."""

    async def test_a_call_is_kept_with_its_decision(self, closed_stage: Stage, anna: Person) -> None:
        """One for all letters of a decision, none where the decision fails, and no person in it."""

        def several(tx: Transaction, fails: bool = False) -> None:
            for number in range(5):
                post(tx, Letter("visit.told", to=anna.id, form={"id": str(number)}))
            if fails:
                raise LookupError

        async with closed_stage.open(connected=False) as stage:
            with pytest.raises(LookupError):
                await stage.do(lambda tx: several(tx, fails=True))
            assert await asked(stage.database, "SELECT count(*) FROM procrastinate_jobs") == 0
            await stage.do(several)
            assert await asked(stage.database, "SELECT count(*) FROM procrastinate_jobs") == 1
            kept = await asked(stage.database, "SELECT jobs::text FROM procrastinate_jobs AS jobs")
            assert TOWN in kept
            assert anna.id not in kept

    async def test_no_call_for_what_is_due_later(self, closed_stage: Stage, anna: Person) -> None:
        """It waits as a row."""
        async with closed_stage.open(connected=False) as stage:
            await stage.post(anna, "friday", due=stage.clock().replace(year=2030))
            assert await asked(stage.database, "SELECT count(*) FROM procrastinate_jobs") == 0

    async def test_who_has_room_answers_a_call(self, closed_stage: Stage, anna: Person) -> None:
        """By the call alone: the replica that is called looks at no row by itself here."""
        async with closed_stage.open(connected=False) as stage:
            await stage.meet(anna)
            stage.running.cancel()
            stage.database.parts[Outbox] = Outbox(full(stage))
            async with stage.engine.connected(stage.host.post):
                await stage.post(anna, "one")
                await stage.settled()
            assert stage.said(anna) == ["one de"]

    async def test_the_call_that_a_dead_replica_had_fetched(self, closed_stage: Stage, anna: Person) -> None:
        """It is called anew, and no job is left of it."""
        async with closed_stage.open(connected=False) as stage:
            await stage.meet(anna)
            stage.running.cancel()
            await stage.post(anna, "one")
            await done(stage.database, FETCHED_BY_THE_DEAD)
            async with stage.engine.connected(stage.host.post):
                await stage.settled(20)
                async with asyncio.timeout(10):
                    while await asked(stage.database, "SELECT count(*) FROM procrastinate_jobs"):
                        await asyncio.sleep(0.01)
            assert stage.said(anna) == ["one de"]


class TestWaves:
    """Letters that share transactions."""

    async def test_nobody_waits_for_who_is_posting(
        self, closed_stage: Stage, anna: Person, kemal: Person
    ) -> None:
        """While a decision holds the conversation of one, the other's letter goes; the order stays."""
        going_on = threading.Event()

        def slowly(tx: Transaction) -> None:
            post(tx, Letter("visit.told", to=anna.id, form={"id": "second"}))
            assert going_on.wait(30)

        async with closed_stage.open(connected=False) as stage:
            for one in (anna, kemal):
                await stage.meet(one)
                await stage.post(one, "first")
            posting = asyncio.create_task(stage.do(slowly))
            await asyncio.sleep(0.1)
            async with stage.engine.connected(stage.host.post):
                await stage.until("visit_waiting", 1)
                assert (stage.said(anna), stage.said(kemal)) == ([], ["first de"])
                going_on.set()
                await posting
                await stage.settled()
            assert stage.said(anna) == ["first de", "second de"]

    async def test_a_reading_that_fails_keeps_the_others(self, postgres: str) -> None:
        """What is wrong with one reader's question is told to that one."""
        database = await opened(postgres)
        wave = Wave(database, lambda: datetime.now(UTC))
        reads = wave.reads({"tenant": TOWN})
        right = [reads.one("visit_state", str, id="none") for _ in range(3)]
        asked = await asyncio.gather(*right, reads.all("visit_state", str), return_exceptions=True)
        assert asked[:3] == [None] * 3
        assert isinstance(asked[3], WrongParameters)
        await database.close()


class TestHolds:
    """Who works in a lane, over all replicas."""

    @pytest.mark.parametrize("promptness", [60.0, math.inf], ids=["kept", "control"])
    async def test_who_stood_still_after_the_beginning_sends_nothing(
        self, closed_stage: Stage, anna: Person, promptness: float
    ) -> None:
        """Its lane may be another's by then; where it is not, the letter goes again, and in no doubt.

        The control: who doesn't look at the clock sends it.
        """
        async with closed_stage.open(connected=False) as stage:
            await stage.meet(anna)
            times = iter([0.0, 61.0])  # when it begins, and when it would leave
            stage.carrier.promptness, stage.carrier.steady = promptness, lambda: next(times, 61.0)
            await stage.post(anna, "one", once_more=False)
            async with stage.engine.connected(stage.host.post):
                if promptness < math.inf:
                    await stage.until("visit_attempts", 1)
                    await stage.until("visit_sending", 0)
                    assert stage.said(anna) == []
                    assert [row["reason"] for row in await stage.letters()] == ["Late"]
                    stage.clock.leap(minutes=1)
                    stage.engine.wake()
                await stage.settled()
            assert stage.said(anna) == ["one de"]

    @pytest.mark.parametrize("together", [True, False])
    async def test_who_begins_a_letter_keeps_the_lane(
        self, fake_teams: FakeTeams, postgres: str, anna: Person, together: bool
    ) -> None:
        """Who looked before that takes it from nobody; the control: without it, the lane is free."""
        async with Stage(fake_teams, postgres, jobs(postgres, 600.0)).open(connected=False) as stage:
            await stage.meet(anna)
            await stage.post(anna, "one")
            desk = Desk(stage.carrier.declared)
            ((hold, head),) = await stage.do(lambda tx: desk.take(tx, 1))

            async def freed(sign: Sign) -> int:
                return await stage.database.run(
                    "later_free_silent", **dataclasses.asdict(sign), now=stage.clock()
                )

            async def signs() -> list[Sign]:
                return await stage.database.all("later_holds", Sign)

            (before,) = await signs()
            wave = [(hold, head)]
            begun = await stage.do(
                lambda tx: jobs_wave.begin(tx, wave)[0] if together else desk.begin(tx, hold, head)
            )
            assert begun
            assert await freed(before) == 0
            (after,) = await signs()
            assert await freed(after) == 1

    @pytest.mark.parametrize("lane_first", [False, True], ids=["kept", "control"])
    async def test_who_begins_and_who_takes_back_wait_for_each_other_in_one_order(
        self, fake_teams: FakeTeams, postgres: str, anna: Person, lane_first: bool
    ) -> None:
        """The letter that is being taken back never leaves, and nobody is sent away.

        The control: who locks the lane before the letter locks both out, and one of them hears so.
        """
        async with Stage(fake_teams, postgres, jobs(postgres, 600.0)).open(connected=False) as stage:
            await stage.meet(anna)
            await stage.post(anna, "one", mark="card")
            desk = Desk(stage.carrier.declared)
            ((hold, head),) = await stage.do(lambda tx: desk.take(tx, 1))
            taken, second = threading.Event(), psycopg.connect(postgres, autocommit=True)

            def take_back(tx: Transaction) -> None:
                tx.run("later_take_back", mark="card", lane=hold.lane)
                taken.set()
                patience = time.monotonic() + 20.0
                while not second.execute(WAITING_FOR_A_ROW).fetchone() and time.monotonic() < patience:
                    time.sleep(0.005)
                withdraw(tx, "card")
                post(tx, Letter("visit.told", to=anna.id, form={"id": "two"}))

            def begin(tx: Transaction) -> bool:
                taken.wait(10)
                if lane_first:
                    tx.run("later_keep_lane", lane=hold.lane, holder=hold.holder, held_until=tx.now)
                return desk.begin(tx, hold, head)

            with contextlib.closing(second):
                both = await asyncio.gather(stage.do(take_back), stage.do(begin), return_exceptions=True)
            if lane_first:
                assert [type(one) for one in both if isinstance(one, Exception)] == [DatabaseBusy]
            else:
                assert list(both) == [None, False]


class TestTables:
    """procrastinate's own, under the lock of our migrations."""

    async def test_several_replicas_make_them_once(self, postgres: str) -> None:
        """Whoever is later finds them there."""
        databases = await asyncio.gather(*(opened(postgres) for _ in range(4)))
        for database in databases:
            await jobs_schema.ensure(database)
            await database.close()

    async def test_a_newer_library_brings_them_up_and_an_older_one_refuses(
        self, postgres: str, tmp_path: Path
    ) -> None:
        """Each step once; who knows less than was applied says so."""
        steps = jobs_schema.steps()
        newer = tmp_path / "99.00.00_01_more.sql"
        newer.write_text("CREATE TABLE procrastinate_more (id TEXT)")
        database = await opened(postgres)
        for _ in range(2):
            await database.transact(jobs_schema.bring_up, known=[*steps, newer])
        assert await asked(database, "SELECT count(*) FROM procrastinate_more") == 0
        with pytest.raises(SchemaTooNew):
            await jobs_schema.ensure(database)
        await database.close()

    async def test_a_step_that_the_server_refuses(self, postgres: str, tmp_path: Path) -> None:
        """Its fault is the storage's, as for every other statement; nothing of it is kept."""
        broken = tmp_path / "99.00.00_01_broken.sql"
        broken.write_text("CREATE TABLE procrastinate_more (id TEXT); SELECT nothing FROM nowhere")
        database = await opened(postgres)
        with pytest.raises(StorageError):
            await database.transact(jobs_schema.bring_up, known=[*jobs_schema.steps(), broken])
        assert await asked(database, "SELECT to_regclass('procrastinate_more')") is None
        await database.close()

    async def test_tables_of_somebody_else(self, postgres: str) -> None:
        """They are left alone, and the start ends there."""
        database = await opened(postgres)
        await done(database, "COMMENT ON TABLE procrastinate_jobs IS NULL")
        with pytest.raises(MigrationBroken):
            await jobs_schema.ensure(database)
        await database.close()

    async def test_they_go_with_a_backup(self, cluster: Cluster, postgres: str, tmp_path: Path) -> None:
        """A restored database knows how far its tables are, and takes calls."""
        await (await opened(postgres)).close()
        copy = await asyncio.to_thread(back_up, postgres, tmp_path / "copy.dump")
        new = cluster.fresh()
        machinery = [HERE / "storage", HERE / "later", VISIT]
        migrations = Migrations.load([folder / "migrations" for folder in machinery])
        await asyncio.to_thread(restore, new, copy.path, migrations)
        database = await opened(new)
        await done(database, "SELECT 1 FROM procrastinate_fetch_job_v2(ARRAY['later'], 0)")
        await database.close()


async def moments(paces: list[SharedPace], each: int) -> list[float]:
    """When letters leave, `each` of every replica, all at once."""
    left: list[float] = []

    async def leave(pace: SharedPace) -> None:
        async with pace.turn(TOWN):
            pass
        left.append(time.monotonic())

    await asyncio.gather(*(leave(pace) for pace in paces for _ in range(each)))
    return sorted(left)


def densest(left: list[float]) -> int:
    """The most that left within a second."""
    return max(sum(begin <= at < begin + 1.0 for at in left) for begin in left)


class TestPace:
    """50 a second for a tenant, by all replicas together."""

    async def test_three_replicas_share_it(self, postgres: str) -> None:
        """However they take turns, no second has more than 50, and none of it is wasted."""
        databases = [await opened(postgres) for _ in range(3)]
        left = await moments([SharedPace(database) for database in databases], each=40)
        assert densest(left) <= 50
        assert left[-1] - left[0] < 120 * GAP * 1.5
        for database in databases:
            await database.close()

    async def test_three_that_share_nothing_are_too_fast(self, tmp_path: Path) -> None:
        """The control: with a database of its own, each takes all of it."""
        databases = [await opened(f"sqlite:///{tmp_path}/{number}.db") for number in range(3)]
        left = await moments([SharedPace(database) for database in databases], each=40)
        assert densest(left) > 50
        for database in databases:
            await database.close()

    async def test_who_stood_still_reserves_anew(self, postgres: str) -> None:
        """A moment that is past while the process was frozen is no moment any more."""
        database, now, naps = await opened(postgres), [100.0], []

        async def sleep(seconds: float) -> None:
            naps.append(seconds)
            now[0] += seconds + (9.0 if len(naps) == 1 else 0.0)

        pace = SharedPace(database, sleep, lambda: now[0])
        await database.one("later_reserve", Course, tenant=TOWN, seconds=2.0, start=0.0)
        async with pace.turn(TOWN):
            pass
        assert len(naps) > 2
        await database.close()


# ---------------------------------------------------------------- the end


async def swallows(times: int) -> None:
    """Goes on for ever, and overhears so many cancellations, as `asyncio.wait_for` of Python 3.11 can."""
    for _ in range(times):
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
    await asyncio.sleep(60)


async def test_what_overhears_its_end_is_told_again() -> None:
    """The control: told once it goes on."""
    tasks = [asyncio.create_task(swallows(times)) for times in (0, 1, 3)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    done, _ = await asyncio.wait(tasks, timeout=0.05)
    assert done == {tasks[0]}
    await asyncio.wait_for(_end(*tasks, patience=0.01), timeout=5)
    assert all(task.cancelled() for task in tasks)


async def test_whenever_it_stops_nothing_goes_on(closed_stage: Stage) -> None:
    """Also while its pool opens: what went on would keep the process from its end."""
    async with closed_stage.open(connected=False) as stage:
        for pause in [number / 500 for number in range(25)]:  # seconds; opening takes some hundredths
            async with stage.engine.connected(stage.host.post):
                await asyncio.sleep(pause)
            left = {task.get_name() for task in asyncio.all_tasks()}
            assert not [name for name in left if "pool" in name or "worker" in name or "calls" in name]
