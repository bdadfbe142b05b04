-- The IT-Café: slots and their seats, who booked, who waits.
--
-- Whatever changes a seat changes or holds the slot's row first, so that one is decided after the other. Who joins
-- the line inserts a row that holds the slot by its foreign key: against FOR UPDATE, not against others who join.

-- ---------------------------------------------------------------- slots

-- name: cafe_know_slot
-- Write down a slot of the programme, unless it is known.
INSERT INTO cafe_slot (tenant, id, cafe, starts_at, ends_at, seats, host, added, day)
VALUES (:tenant, :slot, :cafe, :starts_at, :ends_at, :seats, :host, :added, :slot_day)
ON CONFLICT (tenant, id) DO NOTHING;

-- name: cafe_hold_slot
-- A slot as it is, held until the end of the transaction.
SELECT id, cafe, starts_at, ends_at, seats, taken, walk_ins, COALESCE(host, '') AS host, added,
  CASE closed WHEN 0 THEN 0 ELSE 1 END AS closed
FROM cafe_slot
WHERE tenant = :tenant AND id = :slot {FOR_UPDATE};

-- name: cafe_known_slot
-- A slot as it is.
SELECT id, cafe, starts_at, ends_at, seats, taken, walk_ins, COALESCE(host, '') AS host, added,
  CASE closed WHEN 0 THEN 0 ELSE 1 END AS closed
FROM cafe_slot
WHERE tenant = :tenant AND id = :slot;

-- name: cafe_known_slots
-- Every slot that is known, which begins within a span.
SELECT id, cafe, starts_at, ends_at, seats, taken, walk_ins, COALESCE(host, '') AS host, added,
  CASE closed WHEN 0 THEN 0 ELSE 1 END AS closed
FROM cafe_slot
WHERE tenant = :tenant AND starts_at >= :first AND starts_at <= :last
ORDER BY starts_at, id;

-- name: cafe_take_seat
-- Take a seat, where there is one and it isn't too late: the guard of the last seat.
UPDATE cafe_slot SET taken = taken + 1
WHERE tenant = :tenant AND id = :slot AND closed = 0 AND starts_at >= :earliest AND taken < seats
RETURNING id;

-- name: cafe_free_seat
-- Give a seat back.
UPDATE cafe_slot SET taken = taken - 1 WHERE tenant = :tenant AND id = :slot AND taken > walk_ins;

-- name: cafe_walk_in
-- Somebody came without a booking and takes a free seat.
UPDATE cafe_slot SET taken = taken + 1, walk_ins = walk_ins + 1
WHERE tenant = :tenant AND id = :slot AND closed = 0 AND taken < seats AND ends_at > :now;

-- name: cafe_close_slot
-- A slot doesn't take place.
UPDATE cafe_slot SET closed = :why, taken = 0, walk_ins = 0 WHERE tenant = :tenant AND id = :slot AND closed = 0;

-- name: cafe_regain_slot
-- The rules give a slot again that they had lost.
UPDATE cafe_slot SET closed = 0 WHERE tenant = :tenant AND id = :slot AND closed = 2;

-- name: cafe_open_slot
-- A slot takes place after all, whatever the rules say.
UPDATE cafe_slot SET closed = 0, added = 1, host = :host WHERE tenant = :tenant AND id = :slot AND closed > 0;

-- name: cafe_fit_slot
-- A slot is as the programme now says; never with fewer seats than are taken.
UPDATE cafe_slot SET ends_at = :ends_at, seats = CASE WHEN taken > CAST(:seats AS INTEGER) THEN taken ELSE :seats END
WHERE tenant = :tenant AND id = :slot;

-- name: cafe_hand_over
-- Somebody else is the host of a slot.
UPDATE cafe_slot SET host = :to WHERE tenant = :tenant AND id = :slot;

-- name: cafe_slot_expire
-- Retention: drop the slots before :before.
DELETE FROM cafe_slot WHERE day < :before;

-- ---------------------------------------------------------------- bookings

-- name: cafe_nths
-- The numbers of a guest's bookings in a café.
SELECT nth FROM cafe_booking
WHERE tenant = :tenant AND cafe = :cafe AND person = :guest AND nth IS NOT NULL;

-- name: cafe_add_booking
-- Write down a guest, as booked or in line; nothing comes back where they are there already.
INSERT INTO cafe_booking (tenant, slot, person, cafe, name, state, nth, line, about, token, sequence, due_at, day)
VALUES (:tenant, :slot, :guest, :cafe, :name, :state, :nth, :line, :about, :token, :sequence, :due_at, :slot_day)
ON CONFLICT DO NOTHING
RETURNING slot;

-- name: cafe_line_ends
-- The highest number that was given in the line of a slot; 0 where nobody waits.
SELECT COALESCE(MAX(line), 0) FROM cafe_booking WHERE tenant = :tenant AND slot = :slot;

-- name: cafe_own
-- A guest's booking with its slot.
SELECT booking.slot AS id, booking.cafe, slot.starts_at, slot.ends_at, COALESCE(slot.host, '') AS host, booking.state,
  booking.line, booking.about, booking.token, booking.sequence, booking.due_at, booking.name
FROM cafe_booking AS booking
JOIN cafe_slot AS slot ON slot.tenant = booking.tenant AND slot.id = booking.slot
WHERE booking.tenant = :tenant AND booking.slot = :slot AND booking.person = :guest;

-- name: cafe_owns
-- All of a guest's bookings that are not over, nearest first.
SELECT booking.slot AS id, booking.cafe, slot.starts_at, slot.ends_at, COALESCE(slot.host, '') AS host, booking.state,
  booking.line, booking.about, booking.token, booking.sequence, booking.due_at, booking.name
FROM cafe_booking AS booking
JOIN cafe_slot AS slot ON slot.tenant = booking.tenant AND slot.id = booking.slot
WHERE booking.tenant = :tenant AND booking.person = :guest AND booking.state <> 'past'
ORDER BY slot.starts_at, booking.slot;

-- name: cafe_by_token
-- The booking behind a calendar entry.
SELECT booking.slot AS id, booking.cafe, slot.starts_at, slot.ends_at, COALESCE(slot.host, '') AS host, booking.state,
  booking.line, booking.about, booking.token, booking.sequence, booking.due_at, booking.name
FROM cafe_booking AS booking
JOIN cafe_slot AS slot ON slot.tenant = booking.tenant AND slot.id = booking.slot
WHERE booking.token = :token AND booking.state IN ('booked', 'past');

-- name: cafe_guests
-- Who comes to a slot or waits for it: those with a seat first, then the line in its order.
SELECT person, name, state, about, token, line FROM cafe_booking
WHERE tenant = :tenant AND slot = :slot AND state IN ('booked', 'offered', 'waiting')
ORDER BY CASE state WHEN 'booked' THEN 0 WHEN 'offered' THEN 1 ELSE 2 END, line, token;

-- name: cafe_first_waiting
-- Whose turn it is in a slot's line.
SELECT person, token FROM cafe_booking
WHERE tenant = :tenant AND slot = :slot AND state = 'waiting'
ORDER BY line, token
LIMIT 1;

-- name: cafe_ahead
-- How many stand in the line of a slot before a number.
SELECT COUNT(*) AS ahead FROM cafe_booking
WHERE tenant = :tenant AND slot = :slot AND state IN ('waiting', 'offered') AND line > 0 AND line < :line;

-- name: cafe_turn
-- A booking goes from one state to another, at its time; only while it is in the first.
UPDATE cafe_booking SET state = :state, due_at = :due_at
WHERE tenant = :tenant AND slot = :slot AND person = :guest AND state = :before;

-- name: cafe_accept
-- A guest takes the seat that is held for them, in time.
UPDATE cafe_booking SET state = 'booked', nth = :nth, due_at = :due_at
WHERE tenant = :tenant AND slot = :slot AND person = :guest AND state = 'offered' AND due_at > :now;

-- name: cafe_on
-- What was due is done, and the next is due at :due_at; only one who comes for the same does it.
UPDATE cafe_booking SET due_at = :due_at
WHERE tenant = :tenant AND slot = :slot AND person = :guest AND state = :state AND due_at = :was;

-- name: cafe_end_booking
-- A booking is over: its guest is asked whether it helped.
UPDATE cafe_booking SET state = 'past', nth = NULL, due_at = :due_at
WHERE tenant = :tenant AND slot = :slot AND person = :guest AND state = 'booked' AND due_at = :was;

-- name: cafe_strand
-- A booking has lost its slot.
UPDATE cafe_booking SET state = 'stranded', nth = NULL, line = 0, due_at = :due_at
WHERE tenant = :tenant AND slot = :slot AND person = :guest AND state IN ('booked', 'offered', 'waiting');

-- name: cafe_say_about
-- What a booking is about.
UPDATE cafe_booking SET about = :about
WHERE tenant = :tenant AND slot = :slot AND person = :guest AND state IN ('booked', 'offered', 'waiting');

-- name: cafe_changed
-- The calendar entries of a slot's guests have changed.
UPDATE cafe_booking SET sequence = sequence + 1 WHERE tenant = :tenant AND slot = :slot AND state = 'booked';

-- name: cafe_drop
-- A booking goes; only while it is in that state.
DELETE FROM cafe_booking WHERE tenant = :tenant AND slot = :slot AND person = :guest AND state = :state;

-- name: cafe_booking_expire
-- Retention: drop the bookings of appointments before :before.
DELETE FROM cafe_booking WHERE day < :before;

-- name: cafe_due
-- Bookings for which something is to be done by now.
SELECT tenant, slot, person, state, due_at FROM cafe_booking WHERE due_at <= :now ORDER BY due_at LIMIT :most;

-- name: cafe_due_next
-- When the next one is due.
SELECT MIN(due_at) AS due_at FROM cafe_booking;

-- ---------------------------------------------------------------- afterwards

-- name: cafe_keep_feedback
-- Whether it helped, and the topic; nothing in it names the person.
INSERT INTO cafe_feedback (tenant, id, cafe, helped, topic, day) VALUES (:tenant, :id, :cafe, :helped, :topic, :day);

-- name: cafe_topics
-- What comes up again and again in a tenant, most often first; topics of fewer than :least guests are not told.
SELECT cafe, topic, COUNT(*) AS times FROM cafe_feedback
WHERE topic <> ''
GROUP BY tenant, cafe, topic
HAVING COUNT(*) >= :least
ORDER BY COUNT(*) DESC, cafe, topic, tenant;

-- name: cafe_helped
-- How often it helped, by café; cafés with fewer answers than :least are not told.
SELECT cafe, CAST(SUM(helped) AS INTEGER) AS helped, COUNT(*) AS answers FROM cafe_feedback
GROUP BY tenant, cafe
HAVING COUNT(*) >= :least
ORDER BY cafe, tenant;

-- name: cafe_feedback_expire
-- Retention: drop feedback of the days before :before.
DELETE FROM cafe_feedback WHERE day < :before;

-- ---------------------------------------------------------------- hosts

-- name: cafe_reach_host
-- A host whom the bot knows how to reach gets a sheet from now on.
INSERT INTO cafe_host (tenant, person, due_at)
SELECT tenant, person, CAST(:due_at AS TEXT) FROM address WHERE person = :host
ON CONFLICT (tenant, person) DO NOTHING;

-- name: cafe_sheet_due
-- Hosts whose sheet is due.
SELECT tenant, person, due_at FROM cafe_host WHERE due_at <= :now ORDER BY due_at LIMIT :most;

-- name: cafe_sheet_due_next
-- When the next sheet is due.
SELECT MIN(due_at) AS due_at FROM cafe_host;

-- name: cafe_sheet_on
-- The sheet is made; the next one comes later.
UPDATE cafe_host SET due_at = :due_at WHERE tenant = :tenant AND person = :guest AND due_at = :was;

-- name: cafe_end_host
-- Somebody is a host no more.
DELETE FROM cafe_host WHERE tenant = :tenant AND person = :guest;

-- name: cafe_keep_feed
-- The one address of a host's feed.
INSERT INTO cafe_feed (tenant, person, hash, day) VALUES (:tenant, :person, :hash, :day)
ON CONFLICT (tenant, person) DO UPDATE SET hash = excluded.hash, day = excluded.day;

-- name: cafe_end_feed
-- The address leads nowhere any more.
DELETE FROM cafe_feed WHERE tenant = :tenant AND person = :person;

-- name: cafe_feed_of
-- Whose feed an address is.
SELECT tenant, person FROM cafe_feed WHERE hash = :hash;

-- name: cafe_has_feed
-- Whether a host has an address for their feed.
SELECT 1 AS one FROM cafe_feed WHERE tenant = :tenant AND person = :person;

-- ---------------------------------------------------------------- the programme

-- name: cafe_programme_digest
-- Which state of the programme is in use.
SELECT digest FROM cafe_programme WHERE tenant = '' AND name = 'cafe.yaml';

-- name: cafe_programme_text
-- The programme that is in use.
SELECT text FROM cafe_programme WHERE tenant = '' AND name = 'cafe.yaml';

-- name: cafe_use_programme
-- Use this programme from now on.
INSERT INTO cafe_programme (tenant, name, digest, text, day) VALUES ('', 'cafe.yaml', :digest, :text, :today)
ON CONFLICT (tenant, name) DO UPDATE SET digest = excluded.digest, text = excluded.text, day = excluded.day;

-- name: cafe_standing
-- Every slot to come, in all tenants, that takes place; and how many hold or wait for a seat.
SELECT slot.tenant, slot.id, slot.starts_at, slot.ends_at, slot.seats, slot.taken, slot.added,
  (SELECT COUNT(*) FROM cafe_booking AS booking WHERE booking.tenant = slot.tenant AND booking.slot = slot.id
    AND booking.state IN ('booked', 'offered', 'waiting')) AS guests
FROM cafe_slot AS slot
WHERE slot.starts_at > :now AND slot.closed = 0
ORDER BY slot.tenant, slot.starts_at;

-- name: cafe_lost
-- Every slot to come, in all tenants, that the rules gave no more.
SELECT tenant, id FROM cafe_slot WHERE starts_at > :now AND closed = 2 ORDER BY tenant, id;

-- name: cafe_homes_of
-- The tenants in which the bot can write to a person.
SELECT tenant FROM address WHERE person = :guest AND blocked = 0;

-- ---------------------------------------------------------------- one's data

-- name: cafe_running
-- The slots in which :person has a seat or waits for one.
SELECT slot FROM cafe_booking
WHERE tenant = :tenant AND person = :person AND state IN ('booked', 'offered', 'waiting')
ORDER BY slot;
