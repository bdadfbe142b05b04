"""What every engine keeps, over real HTTP: the claims of DESIGN.md, Sends, and TEAMS.md 15 to 17.

A class that inherits `Conformance` beside a fixture `closed_stage` holds its engine to it.
"""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest

from bot.storage import Transaction
from bot.turn import Letter, change, post, reachable, withdraw
from demo.chats import Person
from demo.faults import Fault
from tests.fake_teams import Cast
from tests.later.stage import NOBODY, Dying, Stage

AGAIN = [Fault(status=429), Fault(status=412)]
"""Teams did nothing: sent again, unmarked."""
UNKNOWN = [Fault(status=502), Fault(status=500, after=True), Fault(cut=True), Fault(cut=True, after=True)]
"""Nobody knows whether it arrived."""
MARK = "Zur Sicherheit noch einmal"


async def states(stage: Stage) -> list[str]:
    """How the letters that are left stand."""
    return [row["state"] for row in await stage.letters()]


async def expect(stage: Stage, person: Person, *ids: str, **after: float) -> None:
    """Expect visits, due so long after now."""

    def add(tx: Transaction) -> None:
        for one in ids:
            tx.run("visit_add", id=one, person=person.id, due_at=tx.now + timedelta(**after))

    await stage.do(add)


class Conformance:
    """What an engine owes."""

    # ------------------------------------------------------------ leaving

    async def test_a_letter_leaves_with_its_decision(self, stage: Stage, anna: Person) -> None:
        """It arrives in the recipient's language, and leaves no row behind."""
        await stage.meet(anna, locale="en-GB")
        await stage.post(anna, "one")
        await stage.settled()
        assert stage.said(anna) == ["one en"]
        assert await stage.letters() == []
        assert await stage.database.one("visit_lanes", int) == 0

    async def test_no_decision_no_letter(self, stage: Stage, anna: Person) -> None:
        """What a failing transaction posted never leaves."""
        await stage.meet(anna)

        def decide(tx: Transaction) -> None:
            post(tx, Letter("visit.told", to=anna.id, form={"id": "never"}))
            raise LookupError

        with pytest.raises(LookupError):
            await stage.do(decide)
        await stage.post(anna, "one")
        await stage.settled()
        assert stage.said(anna) == ["one de"]

    async def test_the_order_within_a_conversation(self, stage: Stage, anna: Person, kemal: Person) -> None:
        """Letters of a lane arrive in the order in which they were posted, also around a fault."""
        await stage.meet(anna)
        await stage.meet(kemal)
        stage.teams.connector.faults.add(Fault(status=429, headers=(("Retry-After", "1"),)))

        def decide(tx: Transaction) -> None:
            for number in range(5):
                post(tx, Letter("visit.told", to=anna.id, form={"id": str(number)}))

        await stage.do(decide)
        await stage.post(kemal, "meanwhile")
        await stage.settled()
        assert stage.said(anna) == [f"{number} de" for number in range(5)]
        assert stage.said(kemal) == ["meanwhile de"]

    async def test_a_key_makes_one_letter_of_two(self, stage: Stage, anna: Person) -> None:
        """Also after the first has arrived."""
        await stage.meet(anna)
        await stage.post(anna, "one", key="reminder 7")
        await stage.settled()
        await stage.post(anna, "again", key="reminder 7")
        await stage.post(anna, "two", key="reminder 8")
        await stage.settled()
        assert stage.said(anna) == ["one de", "two de"]

    async def test_not_before_it_is_due(self, stage: Stage, anna: Person) -> None:
        """It waits without keeping later ones back, and leaves when the clock has moved."""
        await stage.meet(anna)
        await stage.post(anna, "friday", due=stage.clock() + timedelta(days=4))
        await stage.post(anna, "now")
        await stage.until("visit_waiting", 1)
        assert stage.said(anna) == ["now de"]
        stage.clock.leap(days=4)
        stage.engine.wake()
        await stage.settled()
        assert stage.said(anna) == ["now de", "friday de"]

    async def test_due_in_a_moment(self, stage: Stage, anna: Person) -> None:
        """Nobody needs to call: the engine wakes by itself, at the time and not a second later."""
        await stage.meet(anna)
        due = stage.clock() + timedelta(seconds=0.3)
        await stage.post(anna, "soon", due=due)
        await stage.settled()
        assert stage.said(anna) == ["soon de"]
        assert stage.clock() >= due

    async def test_nothing_to_say_any_more(self, stage: Stage, anna: Person) -> None:
        """Where the state moved on before it left, it is silence."""
        await stage.meet(anna)
        await stage.do(
            lambda tx: tx.run("visit_add", id="old", person=anna.id, due_at=tx.now + timedelta(days=9))
        )
        await stage.do(lambda tx: tx.run("visit_end", id="old"))
        await stage.post(anna, "old")
        await stage.settled()
        assert (stage.said(anna), await stage.letters()) == ([], [])

    async def test_no_words_lay_it_aside(self, stage: Stage, anna: Person) -> None:
        """A letter whose words can't be found is listed, and those behind it go on."""
        await stage.meet(anna)
        await stage.post(anna, "", action="visit.broken", form={})
        await stage.post(anna, "", action="visit.gone", form={})
        await stage.post(anna, "", action="visit.told", form={"no": "id"})
        await stage.post(anna, "after")
        await stage.settled()
        assert stage.said(anna) == ["after de"]
        assert [(row["state"], row["reason"]) for row in await stage.letters()] == [
            ("failed", "LookupError"),
            ("failed", "KeyError"),
            ("failed", "ValidationError"),
        ]

    # ------------------------------------------------------------ faults

    @pytest.mark.parametrize("once_more", [True, False])
    @pytest.mark.parametrize("fault", AGAIN, ids=repr)
    async def test_what_did_not_arrive_goes_again(
        self, stage: Stage, anna: Person, fault: Fault, once_more: bool
    ) -> None:
        """Whatever it is, and unmarked."""
        await stage.meet(anna)
        stage.teams.connector.faults.add(fault)
        await stage.post(anna, "one", once_more=once_more)
        await stage.settled()
        assert stage.said(anna) == ["one de"]

    async def test_a_refused_connection_is_tried_again(self, stage: Stage, anna: Person) -> None:
        """Nothing had left: it goes again by itself, later each time, and arrives once when Teams is back."""
        good = stage.teams.service_url
        await stage.meet(anna, service_url=f"http://{NOBODY}/")
        await stage.post(anna, "one", once_more=False)
        await stage.until("visit_attempts", 1)
        await stage.until("visit_sending", 0)
        assert await states(stage) == ["waiting"]
        await stage.meet(anna, service_url=good)
        stage.clock.leap(minutes=10)
        stage.engine.wake()
        await stage.settled()
        assert stage.said(anna) == ["one de"]

    async def test_teams_is_away_for_three_days(self, stage: Stage, anna: Person) -> None:
        """What is still worth something arrives within minutes of its return, in order, without hands."""
        good = stage.teams.service_url
        await stage.meet(anna, service_url=f"http://{NOBODY}/")
        await stage.post(anna, "one", once_more=False)
        await stage.post(anna, "two", expires=stage.clock() + timedelta(hours=20))
        for tried in range(1, 7):
            await stage.until("visit_attempts", tried)
            await stage.until("visit_sending", 0)
            stage.clock.leap(hours=12)
            await stage.post(anna, f"hour {12 * tried}")
        await stage.until("visit_attempts", 7)
        await stage.until("visit_sending", 0)
        await stage.meet(anna, service_url=good)
        stage.clock.leap(minutes=7)
        stage.engine.wake()
        await stage.settled()
        assert stage.said(anna) == ["one de", *(f"hour {12 * tried} de" for tried in range(1, 7))]
        assert await stage.notes() == [("two", "expired")]

    @pytest.mark.parametrize("fault", UNKNOWN, ids=repr)
    async def test_an_answer_goes_once_more_and_says_so(
        self, stage: Stage, anna: Person, fault: Fault
    ) -> None:
        """At most twice there, the second marked, and nothing is left."""
        await stage.meet(anna)
        stage.teams.connector.faults.add(fault)
        await stage.post(anna, "one")
        await stage.settled()
        said = stage.said(anna)
        assert len(said) == (2 if fault.after else 1)
        assert MARK in said[-1]
        assert all(MARK not in text for text in said[:-1])
        assert await stage.letters() == []

    @pytest.mark.parametrize("fault", UNKNOWN, ids=repr)
    async def test_a_reminder_never_goes_twice(self, stage: Stage, anna: Person, fault: Fault) -> None:
        """It is listed as unknown, its feature learns it, and those behind it go on."""
        await stage.meet(anna)
        stage.teams.connector.faults.add(fault)
        await stage.post(anna, "one", once_more=False)
        await stage.post(anna, "two")
        await stage.settled()
        assert stage.said(anna) == ["one de"] * fault.after + ["two de"]
        assert await states(stage) == ["unknown"]
        assert await stage.notes() == [("one", "unknown")]

    async def test_an_answer_goes_once_more_only_once(self, stage: Stage, anna: Person) -> None:
        """The second time nobody knows, it is listed."""
        await stage.meet(anna)
        stage.teams.connector.faults.add(Fault(cut=True, after=True), times=2)
        await stage.post(anna, "one")
        await stage.settled()
        assert len(stage.said(anna)) == 2
        assert await states(stage) == ["unknown"]

    async def test_who_blocked_the_bot_is_left_alone(self, stage: Stage, anna: Person) -> None:
        """One request; what waits is kept, and goes when they write again."""
        await stage.meet(anna)
        stage.teams.connector.faults.add(Fault(status=403, code="MessageWritesBlocked"))
        await stage.post(anna, "one")
        await stage.post(anna, "two")
        await stage.settled()
        before = len(stage.teams.connector.heard)
        await stage.post(anna, "three")
        await stage.settled()
        assert len(stage.teams.connector.heard) == before
        assert await states(stage) == ["held"] * 3
        assert not await stage.do(lambda tx: reachable(tx, anna.id))
        assert ("one", "blocked") in await stage.notes()
        await stage.meet(anna)
        stage.engine.wake()
        await stage.until("visit_lanes", 0)
        assert stage.said(anna) == ["one de", "two de", "three de"]

    async def test_what_teams_refuses_is_listed(self, stage: Stage, anna: Person) -> None:
        """It goes no more, and its feature learns it."""
        await stage.meet(anna)
        stage.teams.connector.faults.add(Fault(status=400, code="BadSyntax"))
        await stage.post(anna, "one")
        await stage.settled()
        assert [(row["state"], row["reason"]) for row in await stage.letters()] == [("failed", "BadSyntax")]
        assert await stage.notes() == [("one", "refused")]

    async def test_a_letter_that_is_worth_nothing_any_more(self, stage: Stage, anna: Person) -> None:
        """No reminder for a slot that is past: it is dropped, its feature learns it."""
        await stage.meet(anna)
        await stage.post(
            anna, "one", due=stage.clock() + timedelta(hours=1), expires=stage.clock() + timedelta(hours=2)
        )
        stage.clock.leap(hours=3)
        stage.engine.wake()
        await stage.settled()
        assert (stage.said(anna), await stage.letters()) == ([], [])
        assert await stage.notes() == [("one", "expired")]

    # ------------------------------------------------------------ addresses

    async def test_no_address_is_told(self, stage: Stage, anna: Person) -> None:
        """A person whom the bot never met: the feature takes another way; without one it is listed."""
        assert not await stage.do(lambda tx: reachable(tx, anna.id))
        await stage.post(anna, "one")
        await stage.post(anna, "two", action="visit.card")
        await stage.settled()
        assert await stage.notes() == [("one", "no_address")]
        assert [(row["state"], row["reason"]) for row in await stage.letters()] == [("failed", "no_address")]

    async def test_another_way_that_fails_keeps_nothing_back(self, stage: Stage, anna: Person) -> None:
        """The letter is over all the same, and those behind it have their turn."""
        await stage.post(anna, "bad")
        await stage.post(anna, "one")
        await stage.settled()
        assert await stage.notes() == [("one", "no_address")]
        assert await stage.letters() == []

    async def test_a_chat_is_opened_where_none_is_known(self, stage: Stage, anna: Person) -> None:
        """Installed, and never wrote: the chat is opened once, and known from then on."""
        await stage.meet(anna, chat=False)
        await stage.post(anna, "one")
        await stage.post(anna, "two")
        await stage.settled()
        assert stage.said(anna) == ["one de", "two de"]
        opened = [one for one in stage.teams.connector.heard if one.path.endswith("/v3/conversations")]
        assert len(opened) == 1

    async def test_another_tenant_is_another_world(self, stage: Stage, anna: Person, cast: Cast) -> None:
        """The same key and the same person's id in two tenants are two."""
        await stage.meet(anna)
        await stage.meet(cast.stranger)
        await stage.post(anna, "one", key="same")
        await stage.post(cast.stranger, "two", key="same")
        await stage.settled()
        assert (stage.said(anna), stage.said(cast.stranger)) == (["one de"], ["two de"])

    # ------------------------------------------------------------ cards that change

    async def test_cards_change_everywhere(self, stage: Stage, anna: Person, kemal: Person) -> None:
        """When one has taken a case, all other cards say so; their buttons carry a nonce of ours."""
        for person in (anna, kemal):
            await stage.meet(person)
            await stage.post(person, "case", action="visit.card", mark="case 7")
        await stage.settled()
        assert '"nonce"' in str(stage.teams.chats.personal(anna).said_by_bot[0].card).replace("'", '"')
        changed = await stage.do(lambda tx: change(tx, "case 7", "visit.told", {"id": "taken"}, but=kemal.id))
        await stage.settled()
        assert changed == 1
        assert (stage.said(anna), stage.said(kemal)) == (["taken de"], ["case"])

    async def test_an_edit_waits_for_its_card(self, stage: Stage, anna: Person) -> None:
        """Changed before it has left: it arrives, then it is changed, and Teams may fail meanwhile."""
        await stage.meet(anna)
        stage.teams.connector.faults.add(Fault(status=503, method="PUT"))

        def decide(tx: Transaction) -> None:
            post(tx, Letter("visit.card", to=anna.id, form={"id": "case"}, mark="case 7"))
            change(tx, "case 7", "visit.told", {"id": "taken"})

        await stage.do(decide)
        await stage.settled()
        assert stage.said(anna) == ["taken de"]

    async def test_cards_are_taken_back(self, stage: Stage, anna: Person, kemal: Person) -> None:
        """What was sent goes away, what has not left yet never does, and no mark is left."""
        await stage.meet(anna)
        await stage.meet(kemal)
        await stage.post(anna, "case", mark="case 7")
        await stage.settled()
        await stage.post(kemal, "case", mark="case 7", due=stage.clock() + timedelta(hours=1))
        assert await stage.do(lambda tx: withdraw(tx, "case 7")) == 2
        await stage.settled()
        assert (stage.said(anna), stage.said(kemal), await stage.letters()) == ([], [], [])
        assert await stage.do(lambda tx: withdraw(tx, "case 7")) == 0

    # ------------------------------------------------------------ due work

    async def test_due_rows_are_moved_at_their_time(self, stage: Stage, anna: Person) -> None:
        """Each once, with the letter that its decision posts; the clock may leap."""
        await stage.meet(anna)
        await expect(stage, anna, "a", "b", seconds=0.3)
        await expect(stage, anna, "c", days=1)
        await stage.until("visit_open", 1)
        stage.clock.leap(days=1)
        stage.engine.wake()
        await stage.until("visit_open", 0)
        await stage.settled()
        assert sorted(stage.said(anna)) == ["a de", "b de", "c de"]

    async def test_a_row_that_fails_stops_nobody(self, stage: Stage, anna: Person) -> None:
        """Many of them, and rows that their feature forgets to move: the good ones are done."""
        await stage.meet(anna)
        await expect(stage, anna, *(f"bad {number}" for number in range(250)), seconds=-9)
        await expect(stage, anna, "stuck", "good", seconds=-1)
        stage.engine.wake()
        await stage.until("visit_open", 251)
        await stage.settled()
        assert stage.said(anna) == ["good de"]

    # ------------------------------------------------------------ crashes and storms

    async def test_what_was_in_hand_of_a_dead_process(
        self, closed_stage: Stage, anna: Person, kemal: Person
    ) -> None:
        """Begun and never ended: an answer goes once more, marked; a reminder is listed as unknown."""
        async with closed_stage.open(connected=False) as stage:
            await stage.meet(anna)
            await stage.meet(kemal)
            await stage.post(anna, "answer")
            await stage.post(kemal, "reminder", once_more=False)
            async with stage.engine.connected(Dying(stage.host.post)):
                await stage.until("visit_sending", 2)
        async with closed_stage.open() as stage:
            await stage.settled()
            said = stage.said(anna)
            assert len(said) == 1
            assert MARK in said[0]
            assert stage.said(kemal) == []
            assert await states(stage) == ["unknown"]

    async def test_a_wake_up_takes_no_time(self, stage: Stage, anna: Person) -> None:
        """Posted now, it is there long before the next tick would come."""
        await stage.meet(anna)
        began = time.monotonic()
        await stage.post(anna, "one")
        await stage.settled()
        assert stage.said(anna) == ["one de"]
        assert time.monotonic() - began < 5

    async def test_connected_again(self, closed_stage: Stage, anna: Person) -> None:
        """Without a way out letters wait; with one they leave."""
        async with closed_stage.open(connected=False) as stage:
            await stage.meet(anna)
            await stage.post(anna, "one")
            await asyncio.sleep(0.05)
            assert stage.said(anna) == []
            async with stage.engine.connected(stage.host.post):
                await stage.settled()
            assert stage.said(anna) == ["one de"]
