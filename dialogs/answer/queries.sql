-- name: answer_keep_question
-- A question without a sure answer, for the FAQ's authors; nothing in it names the person.
INSERT INTO answer_question (tenant, id, words, language, outcome, entry, day)
VALUES (:tenant, :id, :words, :language, :outcome, NULL, :day);

-- name: answer_settle_question
-- How it went on with a question that had no sure answer; once.
UPDATE answer_question SET outcome = :outcome, entry = :entry
WHERE tenant = :tenant AND id = :id AND outcome IN ('unknown', 'suggested');

-- name: answer_learn
-- A question whose right entry a person of the house has named; nothing in it names who asked.
INSERT INTO answer_question (tenant, id, words, language, outcome, entry, day)
VALUES (:tenant, :id, :words, :language, 'chosen', :entry, :day);

-- name: answer_take_pen
-- Who writes into the FAQ's files holds this row until the commit, and so writes alone, on every replica.
INSERT INTO installation (name, value) VALUES ('faq_pen', '')
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: answer_dismiss
-- A phrasing that is not to be proposed again, be it accepted or not wanted.
INSERT INTO answer_dismissed (tenant, mark, day) VALUES (:tenant, :mark, :day)
ON CONFLICT (tenant, mark) DO NOTHING;

-- name: answer_reopen
-- A decision on a phrasing is taken back.
DELETE FROM answer_dismissed WHERE tenant = :tenant AND mark = :mark;

-- name: answer_dismissed
-- The marks of the phrasings that are not to be proposed again.
SELECT mark FROM answer_dismissed WHERE tenant = :tenant ORDER BY mark;

-- name: answer_keep_trace
-- The message that a question or a rating came from, so that its words can be deleted with it.
INSERT INTO answer_trace (tenant, trace, kept, day) VALUES (:tenant, :trace, :id, :day)
ON CONFLICT (tenant, trace, kept) DO NOTHING;

-- name: answer_forget_question
-- What was kept of a message that was deleted or edited goes.
DELETE FROM answer_question
WHERE tenant = :tenant
  AND id IN (SELECT kept FROM answer_trace WHERE tenant = :tenant AND trace = :trace);

-- name: answer_forget_asked
-- The words that a rating kept of a message that was deleted or edited go; the thumb itself is nobody's.
UPDATE answer_rating SET asked = ''
WHERE tenant = :tenant
  AND id IN (SELECT kept FROM answer_trace WHERE tenant = :tenant AND trace = :trace);

-- name: answer_forget_trace
-- ... and with it the way back to the message.
DELETE FROM answer_trace WHERE tenant = :tenant AND trace = :trace;

-- name: answer_keep_rating
-- Whether an answer helped; a person's last word on a card stands.
INSERT INTO answer_rating (tenant, id, entry, helpful, asked, missing, day)
VALUES (:tenant, :id, :entry, :helpful, :asked, NULL, :day)
ON CONFLICT (tenant, id) DO UPDATE SET
  helpful = excluded.helpful,
  asked = excluded.asked,
  missing = CASE WHEN excluded.helpful = 1 THEN NULL ELSE answer_rating.missing END;

-- name: answer_keep_missing
-- What was missing in an answer, told once, by who has just rated it.
UPDATE answer_rating SET missing = :missing
WHERE tenant = :tenant AND id = :id AND entry = :entry AND helpful = 0 AND missing IS NULL;

-- name: answer_questions
-- Every kept question, newest first, for the authors' lists.
SELECT words, language, outcome, entry, day FROM answer_question
WHERE tenant = :tenant ORDER BY day DESC, id;

-- name: answer_ratings
-- Every rating, newest first, for the authors' lists.
SELECT entry, helpful, asked, missing, day FROM answer_rating
WHERE tenant = :tenant ORDER BY day DESC, id;

-- name: answer_question_expire
-- Retention: drop questions of the days before :before.
DELETE FROM answer_question WHERE day < :before;

-- name: answer_trace_expire
-- Retention: drop ways from a message to its question of the days before :before.
DELETE FROM answer_trace WHERE day < :before;

-- name: answer_rating_expire
-- Retention: drop ratings of the days before :before.
DELETE FROM answer_rating WHERE day < :before;

-- name: answer_dismissed_expire
-- Retention: drop marks of the days before :before.
DELETE FROM answer_dismissed WHERE day < :before;

-- name: answer_tenants
-- Whose questions there are, for the command line of a bot that knows no tenant yet.
SELECT DISTINCT tenant FROM answer_question ORDER BY tenant;
