-- What the machinery itself keeps: which turns were seen, which answer belongs to which message,
-- what a person chose, and facts of the installation.

-- name: turn_opening
-- All that a turn needs to begin, always one row: was this delivery seen, was this press's nonce spent,
-- and what the person chose (NULLs for a person who isn't known).
SELECT
  CASE WHEN EXISTS (SELECT 1 FROM turn_seen WHERE tenant = :tenant AND hash = :activity_hash)
    THEN 1 ELSE 0 END AS seen_activity,
  CASE WHEN EXISTS (SELECT 1 FROM turn_seen WHERE tenant = :tenant AND hash = :nonce_hash)
    THEN 1 ELSE 0 END AS spent_nonce,
  chosen.language,
  chosen.simple,
  chosen.welcomed
FROM (SELECT 1 AS one) AS always
LEFT JOIN person AS chosen ON chosen.tenant = :tenant AND chosen.person = :person;

-- name: turn_mark_seen
-- Mark a delivery or a nonce; the hash comes back only from the first who does.
INSERT INTO turn_seen (tenant, hash, day) VALUES (:tenant, :hash, :day)
ON CONFLICT (tenant, hash) DO NOTHING
RETURNING hash;

-- name: turn_seen_expire
-- Retention: drop the marks of the days before :before.
DELETE FROM turn_seen WHERE day < :before;

-- name: turn_keep_reply
-- Remember which answer a message got; the last one counts.
INSERT INTO turn_reply (tenant, message, reply, day) VALUES (:tenant, :message, :reply, :day)
ON CONFLICT (tenant, message) DO UPDATE SET reply = excluded.reply, day = excluded.day;

-- name: turn_reply_to
-- The id of the answer that a message got.
SELECT reply FROM turn_reply WHERE tenant = :tenant AND message = :message;

-- name: turn_drop_reply
-- Forget the answer of a message that its author deleted; its id comes back.
DELETE FROM turn_reply WHERE tenant = :tenant AND message = :message RETURNING reply;

-- name: turn_reply_expire
-- Retention: drop what belongs to messages of the days before :before.
DELETE FROM turn_reply WHERE day < :before;

-- name: person_set_language
-- Remember the language a person chose; NULL follows their messages again.
INSERT INTO person (tenant, person, language) VALUES (:tenant, :person, :language)
ON CONFLICT (tenant, person) DO UPDATE SET language = excluded.language;

-- name: person_set_simple
-- Remember whether a person wants Einfache Sprache.
INSERT INTO person (tenant, person, simple) VALUES (:tenant, :person, :simple)
ON CONFLICT (tenant, person) DO UPDATE SET simple = excluded.simple;

-- name: person_welcome
-- Note the day of the welcome; it comes back only where the person was not welcomed before.
INSERT INTO person (tenant, person, welcomed) VALUES (:tenant, :person, :day)
ON CONFLICT (tenant, person) DO UPDATE SET welcomed = excluded.welcomed WHERE person.welcomed IS NULL
RETURNING welcomed;

-- name: person_forget
-- Delete what is remembered of a person.
DELETE FROM person WHERE tenant = :tenant AND person = :person;

-- name: installation_fact
-- One fact of this installation.
SELECT value FROM installation WHERE name = :name;

-- name: installation_keep_fact
-- Keep a fact, unless it is there already: whoever comes first decides.
INSERT INTO installation (name, value) VALUES (:name, :value)
ON CONFLICT (name) DO NOTHING;
