"""A model of the IT-Café beside the real one: what seats, line and letters have to be after each step.

The real one is the feature's own transactions on a real database; the model is plain dicts.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import migration_folders, query_files
from bot.beside import House
from bot.cafe import Cafe, Cafes, Dates, Host, Programme, Slot
from bot.storage import Database, Migrations, Queries, Value
from bot.texts import Texts
from bot.turn import Refusal, Town
from dialogs.cafe import editing, hosting, illness, later, rules, seats, times
from dialogs.cafe.rules import Guest, Known, Own, State

QUERIES = Path(__file__).parent / "model" / "queries.sql"
TENANT = "town"
PEOPLE = [f"p{number}" for number in range(6)]
BEGIN = datetime(2026, 10, 19, 6, tzinfo=UTC)
"""A week before the clocks change."""
STEP = timedelta(seconds=1)
"""What each step takes."""
LETTERS = ("expired", "given_up", "stranded", "reminder", "feedback", "handed_over")
SEVERAL = 3
"""Bookings that one may have at a time."""


class Crashed(Exception):
    """The process dies before the commit."""


def programme(hours: tuple[int, int], size: int, off: frozenset[Any] = frozenset()) -> Programme:
    """One café, each Saturday to Monday night's end, across the change of the clocks; a state of the file."""
    days = [
        Dates(_at(hours[0]), _at(hours[1]), weekday=day, leaving_out=off, on_holidays=True)
        for day in (5, 6, 0)
    ]
    cafe = Cafe(
        "a", "A", (Host("H", "h"), Host("G", "g")), tuple(days), minutes=60, seats=size, at_once=SEVERAL
    )
    return Programme((cafe,), digest=f"{hours} {size} {sorted(off)}")


def _at(hour: int) -> Any:
    return datetime(2026, 1, 1, hour).time()  # on no particular day


@dataclass
class Place:
    """Somebody in a slot."""

    state: State
    due_at: datetime
    number: int = 0
    """In the order of joining the line."""


@dataclass
class Room:
    """A slot as it has to be."""

    slot: Slot
    walk_ins: int = 0
    used: int = 0
    """Seats of guests who were there."""
    seats: int = 1
    closed: bool = False
    lost: bool = False
    """The rules gave it no more when it closed."""
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        """Seats that nobody else can have."""
        return (
            self.walk_ins
            + self.used
            + sum(one.state in (State.BOOKED, State.OFFERED) for one in self.places.values())
        )

    @property
    def line(self) -> list[str]:
        """Who waits, in order."""
        waiting = [name for name, one in self.places.items() if one.state is State.WAITING]
        return sorted(waiting, key=lambda name: self.places[name].number)


@dataclass
class World:
    """Both of them."""

    url: str
    now: datetime = BEGIN
    cafes: Cafes = field(default_factory=Cafes)
    rooms: dict[str, Room] = field(default_factory=dict)
    told: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """What people have to be told: action, person, slot."""
    steps: int = 0
    database: Database = field(init=False)

    # ------------------------------------------------------------ the real one

    async def open(self) -> None:
        """Begin, or begin again after a crash."""
        queries, migrations = Queries.load([*query_files(), QUERIES]), Migrations.load(migration_folders())
        self.database = await Database.open(self.url, queries=queries, migrations=migrations, serving=False)
        self.database.parts[Cafes] = self.cafes

    async def restart(self) -> None:
        """Nothing but the database remains."""
        await self.database.close()
        await self.open()

    async def do(self, body: Callable[..., Any], person: str, *, crash: bool = False, **values: Any) -> str:
        """Run a transaction of the feature; the refusal's name, or "". A crash undoes it."""
        self.steps += 1
        self.now += STEP

        def crashing(tx: Any) -> None:
            body(tx, **values)
            raise Crashed

        bound: dict[str, Value] = {"tenant": TENANT, "person": person, "now": self.now}
        try:
            if crash:
                await self.database.transact(crashing, bound=bound)
            await self.database.transact(body, bound=bound, **values)
        except Crashed:
            return "Crashed"
        except Refusal as refusal:
            return type(refusal).__name__
        return ""

    # ------------------------------------------------------------ steps

    @property
    def cafe(self) -> Cafe:
        """The only one."""
        return self.cafes.in_use.cafes[0]

    def slots(self) -> list[Slot]:
        """What can be booked at the next step."""
        at = self.now + STEP
        found = self.cafes.in_use.slots(at, at + timedelta(days=14))
        return [slot for slot in found if rules.bookable(self.cafe, slot, at)]

    def room(self, slot: Slot) -> Room:
        """The model's slot."""
        return self.rooms.setdefault(slot.id, Room(slot, seats=slot.seats))

    def has(self, person: str) -> int:
        """How many bookings they have."""
        return sum(
            one.state is State.BOOKED
            for room in self.rooms.values()
            for n, one in room.places.items()
            if n == person
        )

    async def book(self, person: str, slot: Slot, *, crash: bool) -> None:
        """Book, or accept what is held."""
        said = await self.do(
            seats.book, person, crash=crash, slot=slot, cafe=self.cafe, name=person, token=_token()
        )
        assert said == self._book(person, slot, crash=crash), (said, person, slot.id)

    def _book(self, person: str, slot: Slot, *, crash: bool) -> str:
        room, full = self.room(slot), self.has(person) >= SEVERAL
        mine = room.places.get(person)
        offered = mine is not None and mine.state is State.OFFERED
        if mine and mine.state is State.STRANDED and not room.closed:
            mine = None  # its slot takes place again
        wanted = "" if mine and not offered else self._wanted(room, mine, full)
        if wanted or crash:
            return wanted or "Crashed"
        if mine is None or offered:
            room.places[person] = Place(State.BOOKED, self._due(slot))
        return ""

    def _wanted(self, room: Room, mine: Place | None, full: bool) -> str:
        if room.closed and mine is None:
            return "SlotGone"
        if mine is None and room.taken >= room.seats:
            return "SlotTaken"
        if full:
            return "TooMany"
        return "OfferOver" if mine and mine.due_at <= self.now else ""

    async def wait(self, person: str, slot: Slot) -> None:
        """Join the line of a full slot."""
        room = self.room(slot)
        before, full = room.places.get(person), self.has(person) >= SEVERAL
        if before and before.state is State.STRANDED and not room.closed:
            before = None
        said = await self.do(seats.wait, person, slot=slot, cafe=self.cafe, name=person, token=_token())
        if before is not None:
            assert said == ""
            return
        if times.give_up_at(slot.starts_at) <= self.now or room.closed:
            assert said == "SlotGone"
        elif room.taken < room.seats:
            assert said == ("TooMany" if full else "")
            if not full:
                room.places[person] = Place(State.BOOKED, self._due(slot))
        else:
            assert said == ""
            room.places[person] = Place(State.WAITING, times.give_up_at(slot.starts_at), self.steps)

    async def leave(self, person: str, room: Room, *, crash: bool) -> None:
        """Give up whatever it is."""
        said = await self.do(seats.leave, person, crash=crash, slot=room.slot.id)
        assert said == ("Crashed" if crash else "")
        mine = room.places.get(person)
        if crash or mine is None or mine.state is State.PAST:
            return
        del room.places[person]
        if mine.state in (State.BOOKED, State.OFFERED):
            self.fill(room)

    async def move(self, person: str, old: Room, slot: Slot) -> None:
        """Another slot in the place of one."""
        room, mine = self.room(slot), old.places.get(person)
        there = room.places.get(person)
        if room is old or (there and (room.closed or there.state is not State.STRANDED)):
            return
        over = mine is None or mine.state is State.PAST
        spare = self.has(person) - (not over and mine is not None and mine.state is State.BOOKED) < SEVERAL
        said = await self.do(
            seats.book,
            person,
            slot=slot,
            cafe=self.cafe,
            name=person,
            token=_token(),
            instead=old.slot.id,
        )
        if room.closed or room.taken >= room.seats or not spare:
            assert said == (
                "SlotGone" if room.closed else "SlotTaken" if room.taken >= room.seats else "TooMany"
            )
            return
        assert said == ""
        if not over and mine is not None:
            del old.places[person]
            if mine.state in (State.BOOKED, State.OFFERED):
                self.fill(old)
        room.places[person] = Place(State.BOOKED, self._due(slot))

    async def walk_in(self, slot: Slot) -> None:
        """Somebody comes without a booking."""
        room = self.room(slot)
        said = await self.do(hosting.seat_walk_in, "h", slot=slot)
        fits = not room.closed and room.taken < room.seats
        assert said == ("" if fits else "NoSeat")
        room.walk_ins += fits

    async def close(self, slots: list[Slot], *, crash: bool = False) -> None:
        """The host is ill, or closes one."""
        said = await self.do(hosting.close_all, "h", crash=crash, slots=slots)
        assert said == ("Crashed" if crash else "")
        for slot in [] if crash else slots:
            self._strand(self.room(slot))

    def _strand(self, room: Room, *, lost: bool = False) -> None:
        if room.closed:
            return
        room.closed, room.lost, room.walk_ins = True, lost, 0
        for name, place in room.places.items():
            if place.state in (State.BOOKED, State.OFFERED, State.WAITING):
                room.places[name] = Place(State.STRANDED, room.slot.ends_at)
                self.told["cafe.stranded", name, room.slot.id] += room.slot.starts_at > self.now

    async def hand_over(self, slots: list[Slot]) -> None:
        """A colleague stands in."""
        open_ones = [slot for slot in slots if not self.room(slot).closed]
        day = open_ones[0].starts_at.date() if open_ones else BEGIN.date()
        assert await self.do(illness.give_to, "h", slots=open_ones, to="g", day=day) == ""
        for slot in open_ones:
            for name, place in self.room(slot).places.items():
                self.told["cafe.handed_over", name, slot.id] += place.state is State.BOOKED

    async def edit(self, made: Programme) -> None:
        """The file changes, and an admin has said yes."""
        self.steps += 1
        self.now += STEP
        self.cafes.in_use = made
        house = House(self.database, Texts({}), Town, {Cafes: self.cafes}, lambda: self.now)
        await editing.fit(house, made)
        for room in self.rooms.values():
            slot = made.slot(room.slot.id)
            if room.closed and room.lost and slot and room.slot.starts_at > self.now:
                room.closed = False
            if room.closed or room.slot.starts_at <= self.now:
                continue
            alive = any(
                one.state in (State.BOOKED, State.OFFERED, State.WAITING) for one in room.places.values()
            )
            if slot is None and alive:
                self._strand(room, lost=True)
            elif slot and slot.seats != room.seats:
                room.seats = max(slot.seats, room.taken)
                self.fill(room)

    async def passes(self, by: timedelta) -> None:
        """Time goes by, and all that is due by then is done in the order of its time."""
        self.steps += 1
        self.now += by
        while rows := await self.database.all("cafe_due", later.DueBooking, now=self.now, most=200):
            for row in rows:
                bound: dict[str, Value] = {"tenant": TENANT, "person": row.person, "now": self.now}
                await self.database.transact(later.move_on, bound=bound, row=row)
                self._moved(self.rooms[row.slot], row.person)

    def _moved(self, room: Room, person: str) -> None:
        place = room.places.get(person)
        if place is None or place.due_at > self.now:
            return  # it moved on by another's step
        slot = room.slot
        if place.state is State.BOOKED:
            self._booked_on(room, person, place)
            return
        del room.places[person]
        if place.state is State.OFFERED:
            self.told["cafe.expired", person, slot.id] += 1
            self.fill(room)
        elif place.state is State.WAITING:
            self.told["cafe.given_up", person, slot.id] += 1

    def _booked_on(self, room: Room, person: str, place: Place) -> None:
        slot = room.slot
        if self.now < slot.starts_at:
            self.told["cafe.reminder", person, slot.id] += 1
            place.due_at = self._due(slot)
        elif self.now < slot.ends_at:
            place.due_at = slot.ends_at
        else:
            over = slot.ends_at + rules.WINDOW
            self.told["cafe.feedback", person, slot.id] += over > self.now
            room.places[person] = Place(State.PAST, over)
            room.used += 1

    def fill(self, room: Room) -> None:
        """A free seat goes to the first who waits."""
        until = times.accept_by(self.now, room.slot.starts_at, self.cafes.zone)
        while until and not room.closed and room.taken < room.seats and room.line:
            room.places[room.line[0]] = Place(State.OFFERED, until, room.places[room.line[0]].number)

    def _due(self, slot: Slot) -> datetime:
        return times.next_due(self.cafe, slot.starts_at, slot.ends_at, self.now)

    # ------------------------------------------------------------ what must hold

    async def holds(self) -> None:
        """Seats, order, every yes with its row and reminder, every no told."""
        for name, room in self.rooms.items():
            known = await self.database.one("cafe_known_slot", Known, {"tenant": TENANT}, slot=name)
            if known is None:
                assert not room.places, name
                assert not room.walk_ins, name
                continue
            assert known.taken == room.taken <= known.seats, (name, known, room)
            assert known.closed == room.closed, (name, known, room)
            guests = await self.database.all("cafe_guests", Guest, {"tenant": TENANT}, slot=name)
            alive = {
                n: p.state for n, p in room.places.items() if p.state in ("booked", "offered", "waiting")
            }
            assert {guest.person: guest.state for guest in guests} == alive, (name, guests, room)
            assert [g.person for g in guests if g.state is State.WAITING] == room.line, name
            if room.line and known.left and not known.closed:
                assert (
                    times.accept_by(self.now, room.slot.starts_at, self.cafes.zone) is None or known.left <= 0
                )
            for guest in guests:
                own = await self.database.one(
                    "cafe_own", Own, {"tenant": TENANT}, slot=name, guest=guest.person
                )
                assert own
                assert self.now < own.due_at <= own.ends_at, (own, self.now)
                assert own.due_at == room.places[guest.person].due_at, (own, room)
        await self._letters()

    async def _letters(self) -> None:
        sent: Counter[tuple[str, str, str]] = Counter()
        offers = set()
        for row in await self.database.all("model_letters", dict, {"tenant": TENANT}):
            slot = row["form"].partition('"slot":"')[2].partition('"')[0]
            if row["action"].removeprefix("cafe.") in LETTERS and row["verb"] == "post":
                sent[row["action"], row["person"], slot] += 1
            if row["action"] == "cafe.offered" and row["verb"] == "post":
                offers.add((row["person"], slot))
        assert sent == +self.told
        held = {
            (name, key)
            for key, room in self.rooms.items()
            for name, place in room.places.items()
            if place.state is State.OFFERED
        }
        assert held <= offers


def _token() -> str:
    return secrets.token_hex(16)
