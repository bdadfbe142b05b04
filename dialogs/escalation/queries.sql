-- Questions that Lotsen answer: cases, words, who was asked, absences, drafts.

-- name: escalation_add
-- A new case.
INSERT INTO escalation_case (tenant, id, asker, asker_name, sealed, nameless, topic, department, urgency,
  question, state, owner, reopened, outcome, due_at, promised_at, version, day)
VALUES (:tenant, :id, :asker, :asker_name, :sealed, :nameless, :topic, :department, :urgency,
  :question, :state, NULL, 0, NULL, :due_at, :promised_at, 0, :today);

-- name: escalation_load
-- A case, kept from others until this transaction ends.
SELECT id, asker, asker_name, sealed, nameless, topic, department, urgency, question, state, owner, reopened,
  outcome, due_at, promised_at, version
FROM escalation_case WHERE tenant = :tenant AND id = :id {FOR_UPDATE};

-- name: escalation_case
-- A case, to show it.
SELECT id, asker, asker_name, sealed, nameless, topic, department, urgency, question, state, owner, reopened,
  outcome, due_at, promised_at, version
FROM escalation_case WHERE tenant = :tenant AND id = :id;

-- name: escalation_move
-- A case moves on, unless somebody else has moved it since it was read.
UPDATE escalation_case SET state = :state, owner = :owner, reopened = :reopened, outcome = :outcome,
  due_at = :due_at, topic = :topic, version = version + 1, day = :today
WHERE tenant = :tenant AND id = :id AND version = :version;

-- name: escalation_close
-- A case ends: who asked is forgotten in the same statement.
UPDATE escalation_case SET state = 'closed', outcome = :outcome, owner = NULL, asker = NULL, asker_name = NULL,
  sealed = NULL, version = version + 1, day = :today
WHERE tenant = :tenant AND id = :id AND version = :version;

-- name: escalation_forget_asked
-- Nobody has it in front of them any more.
DELETE FROM escalation_asked WHERE tenant = :tenant AND case_id = :id;

-- name: escalation_forget_key
-- The way to whoever asked without a name is destroyed.
DELETE FROM escalation_key WHERE tenant = :tenant AND case_id = :id;

-- name: escalation_forget_signed
-- Who answered is forgotten.
UPDATE escalation_word SET signed = '' WHERE tenant = :tenant AND case_id = :id;

-- name: escalation_drop
-- A case that was taken back goes with all its words.
DELETE FROM escalation_case WHERE tenant = :tenant AND id = :id;

-- name: escalation_due
-- Cases whose time has come, in every tenant.
SELECT tenant, id FROM escalation_case WHERE state <> 'closed' AND due_at <= :now
ORDER BY due_at, id LIMIT :most;

-- name: escalation_due_next
-- When the next case goes on by itself.
SELECT MIN(due_at) AS due_at FROM escalation_case WHERE state <> 'closed';

-- name: escalation_mine
-- Open cases that the person asked with their name.
SELECT id FROM escalation_case WHERE tenant = :tenant AND asker = :person AND state <> 'closed' ORDER BY id;

-- name: escalation_nameless
-- Open cases without a name, each with its lock.
SELECT c.id, c.sealed, k.lock FROM escalation_case AS c
JOIN escalation_key AS k ON k.tenant = c.tenant AND k.case_id = c.id
WHERE c.tenant = :tenant AND c.nameless = 1 AND c.state <> 'closed' ORDER BY c.id;

-- name: escalation_awaited
-- Cases in which a Lotse waits for a reply of the person, or of somebody without a name, with their lock.
SELECT c.id, c.sealed, k.lock FROM escalation_case AS c
LEFT JOIN escalation_key AS k ON k.tenant = c.tenant AND k.case_id = c.id
WHERE c.tenant = :tenant AND c.state IN ('asked_back', 'nudged') AND (c.asker = :person OR c.nameless = 1)
ORDER BY c.id;

-- name: escalation_owned
-- Open cases that the person has as a Lotse.
SELECT id FROM escalation_case WHERE tenant = :tenant AND owner = :person AND state <> 'closed' ORDER BY id;

-- name: escalation_owned_list
-- The same with what a list of them says, what is promised first standing first.
SELECT id, question, state, promised_at, day FROM escalation_case
WHERE tenant = :tenant AND owner = :person AND state <> 'closed' ORDER BY promised_at, id;

-- name: escalation_who
-- Whose turn it is.
SELECT CAST(:person AS TEXT) AS person;

-- name: escalation_open
-- Every open case of a tenant.
SELECT id FROM escalation_case WHERE tenant = :tenant AND state <> 'closed' ORDER BY id;

-- name: escalation_case_expire
-- Retention: drop cases that were closed before :before.
DELETE FROM escalation_case WHERE state = 'closed' AND day < :before;

-- ---------------------------------------------------------------- words

-- name: escalation_write
-- Add words to a case; gives their number.
INSERT INTO escalation_word (tenant, case_id, seq, kind, words, signed)
VALUES (:tenant, :id,
  (SELECT COALESCE(MAX(seq), 0) + 1 FROM escalation_word WHERE tenant = :tenant AND case_id = :id),
  :kind, :words, :signed)
RETURNING seq;

-- name: escalation_words
-- All that was written about a case, in order.
SELECT seq, kind, words, signed FROM escalation_word WHERE tenant = :tenant AND case_id = :id ORDER BY seq;

-- ---------------------------------------------------------------- who is asked

-- name: escalation_ask
-- A Lotse has the case in front of them from now on.
INSERT INTO escalation_asked (tenant, case_id, person) VALUES (:tenant, :id, :to)
ON CONFLICT (tenant, case_id, person) DO NOTHING;

-- name: escalation_asked
-- The Lotsen who have a case in front of them.
SELECT person FROM escalation_asked WHERE tenant = :tenant AND case_id = :id ORDER BY person;

-- name: escalation_lock
-- The key of a nameless case.
SELECT lock FROM escalation_key WHERE tenant = :tenant AND case_id = :id;

-- name: escalation_keep_lock
-- Keep the key of a nameless case.
INSERT INTO escalation_key (tenant, case_id, lock) VALUES (:tenant, :id, :lock);

-- name: escalation_last
-- Who was asked last for a topic.
SELECT last FROM escalation_rotation WHERE tenant = :tenant AND topic = :topic;

-- name: escalation_keep_last
-- Whose turn it was.
INSERT INTO escalation_rotation (tenant, topic, last) VALUES (:tenant, :topic, :last)
ON CONFLICT (tenant, topic) DO UPDATE SET last = excluded.last;

-- ---------------------------------------------------------------- absences

-- name: escalation_absent
-- Who said that they are away on that day.
SELECT person FROM escalation_absence
WHERE tenant = :tenant AND first_day <= :day_asked AND last_day >= :day_asked ORDER BY person;

-- name: escalation_keep_absence
-- A Lotse is away; the last word counts.
INSERT INTO escalation_absence (tenant, person, first_day, last_day)
VALUES (:tenant, :person, :first_day, :last_day)
ON CONFLICT (tenant, person) DO UPDATE SET first_day = excluded.first_day, last_day = excluded.last_day;

-- name: escalation_end_absence
-- A Lotse is back.
DELETE FROM escalation_absence WHERE tenant = :tenant AND person = :person;

-- name: escalation_absence_expire
-- Retention: drop absences that were over before :before.
DELETE FROM escalation_absence WHERE last_day < :before;

-- ---------------------------------------------------------------- for the FAQ

-- name: escalation_keep
-- Keep a question and its answer for the FAQ's authors; neither names anybody.
INSERT INTO escalation_kept (tenant, id, topic, question, answer, day)
VALUES (:tenant, :id, :topic, :question, :answer, :today);

-- name: escalation_answered
-- Every question with its answer that was kept, newest first, for the authors' lists.
SELECT topic, question, answer, day FROM escalation_kept WHERE tenant = :tenant ORDER BY day DESC, id;

-- name: escalation_kept_expire
-- Retention: drop questions and answers of the days before :before.
DELETE FROM escalation_kept WHERE day < :before;

-- name: escalation_propose
-- A Lotse proposes an entry for the FAQ.
INSERT INTO escalation_draft (tenant, id, author, topic, question, variants, answer, state, day)
VALUES (:tenant, :id, :person, :topic, :question, :variants, :answer, 'open', :today);

-- name: escalation_draft
-- A proposal.
SELECT id, author, topic, question, variants, answer, state FROM escalation_draft
WHERE tenant = :tenant AND id = :id;

-- name: escalation_decide
-- A second person decides, once; the words as they are now.
UPDATE escalation_draft SET state = :state, author = NULL, question = :question, variants = :variants,
  answer = :answer
WHERE tenant = :tenant AND id = :id AND state = 'open' AND author <> :person;

-- name: escalation_draft_expire
-- Retention: drop proposals of the days before :before.
DELETE FROM escalation_draft WHERE day < :before;

-- ---------------------------------------------------------------- for IT

-- name: escalation_counts
-- How many cases there are, by state and topic, and since when the oldest waits.
SELECT state, topic, COUNT(*) AS cases, MIN(day) AS oldest FROM escalation_case
WHERE state <> 'closed' GROUP BY state, topic ORDER BY state, topic;

-- name: escalation_stuck
-- Cases whose time came and that did not move.
SELECT id, state, topic, due_at FROM escalation_case WHERE state <> 'closed' AND due_at < :before
ORDER BY due_at, id LIMIT :most;
