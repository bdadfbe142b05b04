-- Letters on their way, the lanes that keep their order, the cards that were sent, and the address book.

-- ---------------------------------------------------------------- posting

-- name: later_post
-- Put a letter behind the others of its lane.
INSERT INTO later_letter (tenant, id, lane, seq, person, place, verb, action, form, mark, once_more,
  posted_at, due_at, retry_at, expires_at, day)
VALUES (:tenant, :id, :lane,
  (SELECT COALESCE(MAX(seq), 0) + 1 FROM later_letter WHERE tenant = :tenant AND lane = :lane),
  :to, :place, :verb, :action, :form, :mark, :once_more, :now, :due_at, :due_at, :expires_at, :day);

-- name: later_wake_lane
-- See to it that the lane is looked at, at that time at the latest.
INSERT INTO later_lane (tenant, lane, wake_at) VALUES (:tenant, :lane, :wake_at)
ON CONFLICT (tenant, lane) DO UPDATE SET wake_at =
  CASE WHEN excluded.wake_at < later_lane.wake_at THEN excluded.wake_at ELSE later_lane.wake_at END;

-- name: later_mark_once
-- Remember a letter's key; the hash comes back only from the first who does.
INSERT INTO later_once (tenant, hash, day) VALUES (:tenant, :hash, :day)
ON CONFLICT (tenant, hash) DO NOTHING
RETURNING hash;

-- name: later_marked
-- Who has a card of this mark, or will have one.
SELECT lane, person FROM later_card WHERE tenant = :tenant AND mark = :mark
UNION
SELECT lane, person FROM later_letter
WHERE tenant = :tenant AND mark = :mark AND verb = 'post' AND state IN ('waiting', 'sending', 'held');

-- name: later_take_back
-- Drop the letters of a mark that nobody has begun to send.
DELETE FROM later_letter
WHERE tenant = :tenant AND mark = :mark AND lane = :lane AND verb IN ('post', 'edit') AND doubtful = 0
  AND state IN ('waiting', 'held');

-- ---------------------------------------------------------------- lanes

-- name: later_tenants
-- Each tenant with a free lane, and when its first one can go on; a walk along the index, whatever waits.
WITH RECURSIVE town (tenant) AS (
  SELECT MIN(tenant) FROM later_lane
  UNION ALL
  SELECT (SELECT MIN(lane.tenant) FROM later_lane AS lane WHERE lane.tenant > town.tenant)
  FROM town WHERE town.tenant IS NOT NULL
)
SELECT tenant, wake_at FROM (
  SELECT tenant, (
    SELECT MIN(wake_at) FROM later_lane AS lane WHERE lane.tenant = town.tenant AND lane.holder IS NULL
  ) AS wake_at
  FROM town WHERE tenant IS NOT NULL
) AS first
WHERE wake_at IS NOT NULL;

-- name: later_ready_lanes
-- Free lanes of a tenant in which something may be done by now, longest waiting first.
SELECT lane FROM later_lane
WHERE tenant = :tenant AND holder IS NULL AND wake_at <= :now
ORDER BY wake_at, lane
LIMIT :most;

-- name: later_free_lanes
-- The same, but for those that a decision posts into at this moment; nobody else may change them meanwhile.
SELECT lane FROM later_lane
WHERE tenant = :tenant AND holder IS NULL AND wake_at <= :now
ORDER BY wake_at, lane
LIMIT :most
{UNLESS_LOCKED};

-- name: later_grasp
-- A letter and its lane, where the holder has both and nobody else changes either at this moment.
SELECT letter.id FROM later_letter AS letter
JOIN later_lane AS lane ON lane.tenant = letter.tenant AND lane.lane = letter.lane
WHERE letter.tenant = :tenant AND letter.id = :id AND lane.holder = :holder
{UNLESS_LOCKED};

-- name: later_take_lane
-- Take a lane that is free, or whose holder was last heard of before :dead.
UPDATE later_lane SET holder = :holder, held_until = :held_until
WHERE tenant = :tenant AND lane = :lane AND (holder IS NULL OR held_until < :dead);

-- name: later_keep_lane
-- Show that the holder lives; nothing is changed where it is another one's by now.
UPDATE later_lane SET held_until = :held_until
WHERE tenant = :tenant AND lane = :lane AND holder = :holder;

-- name: later_leave_lane
-- Let go of a lane until something can be done there.
UPDATE later_lane SET holder = NULL, held_until = NULL, wake_at = :wake_at
WHERE tenant = :tenant AND lane = :lane AND holder = :holder;

-- name: later_end_lane
-- Drop a lane in which nothing waits any more.
DELETE FROM later_lane WHERE tenant = :tenant AND lane = :lane AND holder = :holder;

-- name: later_hurry
-- Try at once what waits for its next try: a time that was written down before the clock moved means nothing.
UPDATE later_letter SET retry_at = :now WHERE state = 'waiting' AND retry_at > :now AND due_at <= :now;

-- name: later_look_everywhere
-- Look at every free lane, whenever that was thought to be of use.
UPDATE later_lane SET wake_at = :now WHERE holder IS NULL AND wake_at > :now;

-- name: later_held_lanes
-- Every lane that somebody holds.
SELECT tenant, lane, holder FROM later_lane WHERE holder IS NOT NULL ORDER BY tenant, lane;

-- ---------------------------------------------------------------- several replicas

-- name: later_holds
-- Every lane that somebody holds, and how long at least; changed by each sign of life.
SELECT tenant, lane, holder, held_until FROM later_lane WHERE holder IS NOT NULL;

-- name: later_free_silent
-- Let go of a lane whose holder has shown no life since then.
UPDATE later_lane SET holder = NULL, held_until = NULL, wake_at = :now
WHERE tenant = :tenant AND lane = :lane AND holder = :holder AND held_until = :held_until;

-- name: later_reserve
-- Reserve :seconds of a town's even course: when they begin, and the end of what may leave ahead of its moment,
-- both in seconds from now by the database's clock. See `bot.later.jobs_pace`.
INSERT INTO later_pace (tenant, free_at, ahead_until)
VALUES (:tenant, {CLOCK} + :start + :seconds, {CLOCK} + :start + 1.0)
ON CONFLICT (tenant) DO UPDATE SET
  free_at = :seconds
    + {GREATER}(later_pace.free_at, {CLOCK} + :start * {LESSER}({CLOCK} - later_pace.free_at, 1.0)),
  ahead_until = {GREATER}(later_pace.ahead_until, {LESSER}({CLOCK} - later_pace.free_at, 1.0)
    + {GREATER}(later_pace.free_at, {CLOCK} + :start * {LESSER}({CLOCK} - later_pace.free_at, 1.0)))
RETURNING free_at - :seconds - {CLOCK} AS wait, ahead_until - {CLOCK} AS ahead;

-- name: later_unreserve
-- Forget what is reserved for a town: the database's clock was set back since.
DELETE FROM later_pace WHERE tenant = :tenant AND free_at > {CLOCK} + :farthest;

-- ---------------------------------------------------------------- one letter

-- name: later_head
-- The letter whose turn it is in a lane, with all that is known of who gets it.
SELECT letter.id, letter.seq, letter.person, letter.place, letter.verb, letter.action, letter.form, letter.mark,
  letter.once_more, letter.doubtful, letter.attempts, letter.due_at, letter.retry_at, letter.expires_at,
  letter.state,
  address.account, COALESCE(address.blocked, 0) AS blocked,
  COALESCE(address.place, ground.place, '') AS chat,
  COALESCE(address.service_url, ground.service_url, '') AS service_url,
  COALESCE(address.bot, ground.bot, '') AS bot,
  COALESCE(chosen.language, address.language, '') AS language,
  COALESCE(address.zone, '') AS zone,
  COALESCE(card.activity, '') AS activity,
  COALESCE(card.place, '') AS card_chat,
  COALESCE(card.service_url, '') AS card_service_url
FROM later_letter AS letter
LEFT JOIN address ON address.tenant = letter.tenant AND address.person = letter.person
LEFT JOIN address_place AS ground ON ground.tenant = letter.tenant AND ground.place = letter.place
LEFT JOIN person AS chosen ON chosen.tenant = letter.tenant AND chosen.person = letter.person
LEFT JOIN later_card AS card
  ON card.tenant = letter.tenant AND card.mark = letter.mark AND card.lane = letter.lane
WHERE letter.tenant = :tenant AND letter.lane = :lane AND letter.state IN ('waiting', 'sending')
  AND letter.due_at <= :now
ORDER BY letter.seq
LIMIT 1;

-- name: later_next_due
-- When the next letter of a lane is due; NULL where none waits.
SELECT MIN(due_at) AS due_at FROM later_letter
WHERE tenant = :tenant AND lane = :lane AND state IN ('waiting', 'sending');

-- name: later_hold_letter
-- Keep a letter from others until the commit.
SELECT id FROM later_letter WHERE tenant = :tenant AND id = :id
{FOR_UPDATE};

-- name: later_begin
-- From here on nobody can say for sure that a letter has not arrived. The lane's holder only.
UPDATE later_letter SET state = 'sending', attempts = attempts + 1, doubtful = :doubtful
WHERE tenant = :tenant AND id = :id AND state IN ('waiting', 'sending')
  AND EXISTS (SELECT 1 FROM later_lane WHERE tenant = :tenant AND lane = :lane AND holder = :holder);

-- name: later_end
-- A letter is done.
DELETE FROM later_letter WHERE tenant = :tenant AND id = :id;

-- name: later_again
-- A letter goes again, not before :retry_at. The lane's holder only.
UPDATE later_letter SET state = 'waiting', retry_at = :retry_at, doubtful = :doubtful, reason = :reason
WHERE tenant = :tenant AND id = :id AND state IN ('waiting', 'sending')
  AND EXISTS (SELECT 1 FROM later_lane WHERE tenant = :tenant AND lane = :lane AND holder = :holder);

-- name: later_lay_aside
-- A letter goes no more by itself: nobody knows whether it arrived, or it can't. The lane's holder only.
UPDATE later_letter SET state = :state, reason = :reason
WHERE tenant = :tenant AND id = :id AND state IN ('waiting', 'sending')
  AND EXISTS (SELECT 1 FROM later_lane WHERE tenant = :tenant AND lane = :lane AND holder = :holder);

-- name: later_hold
-- Keep back what waits for a person who wants to hear nothing.
UPDATE later_letter SET state = 'held' WHERE tenant = :tenant AND person = :to AND state IN ('waiting', 'sending');

-- name: later_release
-- Let go on what was kept back for a person.
UPDATE later_letter SET state = 'waiting', retry_at = :now WHERE tenant = :tenant AND person = :to AND state = 'held';

-- name: later_letter_expire
-- Retention: drop letters that were due before :before.
DELETE FROM later_letter WHERE day < :before;

-- name: later_once_expire
-- Retention: drop the keys of letters posted before :before.
DELETE FROM later_once WHERE day < :before;

-- ---------------------------------------------------------------- cards that were sent

-- name: later_keep_card
-- Remember where a card stands; the last one counts.
INSERT INTO later_card (tenant, mark, lane, person, place, service_url, bot, activity, day)
VALUES (:tenant, :mark, :lane, :to, :place, :service_url, :bot, :activity, :day)
ON CONFLICT (tenant, mark, lane) DO UPDATE SET place = excluded.place, service_url = excluded.service_url,
  bot = excluded.bot, activity = excluded.activity, day = excluded.day;

-- name: later_drop_card
-- Forget a card that is gone.
DELETE FROM later_card WHERE tenant = :tenant AND mark = :mark AND lane = :lane;

-- name: later_card_expire
-- Retention: drop the cards sent before :before.
DELETE FROM later_card WHERE day < :before;

-- ---------------------------------------------------------------- the address book

-- name: later_meets
-- Whether the address book has exactly this of a person, who hears the bot.
SELECT 1 AS one FROM address
WHERE tenant = :tenant AND person = :person AND account = :account AND place = :chat
  AND service_url = :service_url AND bot = :bot AND blocked = 0
  AND (language = :language OR :language = '') AND (zone = :zone OR :zone = '');

-- name: later_meet
-- Write down how to reach a person; what was not told stays as it was.
INSERT INTO address (tenant, person, account, place, service_url, bot, language, zone, day)
VALUES (:tenant, :person, :account, :chat, :service_url, :bot, :language, :zone, :day)
ON CONFLICT (tenant, person) DO UPDATE SET account = excluded.account, place = excluded.place,
  service_url = excluded.service_url, bot = excluded.bot, blocked = 0, day = excluded.day,
  language = CASE WHEN excluded.language = '' THEN address.language ELSE excluded.language END,
  zone = CASE WHEN excluded.zone = '' THEN address.zone ELSE excluded.zone END;

-- name: later_open_chat
-- Write down the chat with a person that was opened just now.
UPDATE address SET place = :chat WHERE tenant = :tenant AND person = :to;

-- name: later_block
-- A person wants to hear nothing.
UPDATE address SET blocked = 1 WHERE tenant = :tenant AND person = :to;

-- name: later_forget_person
-- The bot is gone from a person's Teams.
DELETE FROM address WHERE tenant = :tenant AND person = :person;

-- name: later_reachable
-- Whether a person can be reached.
SELECT 1 AS one FROM address WHERE tenant = :tenant AND person = :to AND blocked = 0;

-- name: later_meets_place
-- Whether the address book has exactly this of a place.
SELECT 1 AS one FROM address_place
WHERE tenant = :tenant AND place = :ground AND service_url = :service_url AND bot = :bot;

-- name: later_meet_place
-- Write down how to reach a place.
INSERT INTO address_place (tenant, place, service_url, bot, day)
VALUES (:tenant, :ground, :service_url, :bot, :day)
ON CONFLICT (tenant, place) DO UPDATE SET service_url = excluded.service_url, bot = excluded.bot,
  day = excluded.day;

-- name: later_forget_place
-- The bot was removed from a place.
DELETE FROM address_place WHERE tenant = :tenant AND place = :ground;

-- name: later_places
-- The places that the bot can speak in.
SELECT place FROM address_place WHERE tenant = :tenant ORDER BY place;

-- ---------------------------------------------------------------- for IT

-- name: later_counts
-- How many letters there are, by state and action, and since when the oldest waits.
SELECT state, action, COUNT(*) AS letters, MIN(posted_at) AS oldest FROM later_letter
GROUP BY state, action
ORDER BY state, action;

-- name: later_aside
-- Letters that go no more by themselves, oldest first.
SELECT id, state, action, reason, attempts, posted_at FROM later_letter
WHERE state IN ('unknown', 'failed')
ORDER BY posted_at, id
LIMIT :most;

-- name: later_letter_aside
-- One of them, by the beginning of its id.
SELECT tenant, id, lane, expires_at FROM later_letter
WHERE state IN ('unknown', 'failed') AND SUBSTR(id, 1, LENGTH(:start)) = :start
ORDER BY id
LIMIT 2;

-- name: later_try_again
-- Let a letter go again that was laid aside.
UPDATE later_letter SET state = 'waiting', retry_at = :now, reason = '', expires_at = :expires_at
WHERE tenant = :tenant AND id = :id AND state IN ('unknown', 'failed');

-- name: later_drop
-- Drop a letter that was laid aside.
DELETE FROM later_letter WHERE tenant = :tenant AND id = :id AND state IN ('unknown', 'failed');
