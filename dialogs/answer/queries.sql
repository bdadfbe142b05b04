-- name: answer_keep_question
-- A question without a sure answer, for the FAQ's authors; nothing in it names the person.
INSERT INTO answer_question (tenant, id, words, language, outcome, entry, day)
VALUES (:tenant, :id, :words, :language, :outcome, NULL, :day);

-- name: answer_settle_question
-- How it went on with a question that was answered by suggestions; once.
UPDATE answer_question SET outcome = :outcome, entry = :entry
WHERE tenant = :tenant AND id = :id AND outcome = 'suggested';

-- name: answer_keep_trace
-- The message a question came from, for a week, so that it can be deleted with it.
INSERT INTO answer_trace (tenant, message, question, day)
VALUES (:tenant, :message, :id, :day)
ON CONFLICT (tenant, message) DO UPDATE SET question = excluded.question, day = excluded.day;

-- name: answer_forget_question
-- What was kept of a message that was deleted or edited goes.
DELETE FROM answer_question
WHERE tenant = :tenant
  AND id = (SELECT question FROM answer_trace WHERE tenant = :tenant AND message = :message);

-- name: answer_forget_trace
-- ... and with it the way back to the message.
DELETE FROM answer_trace WHERE tenant = :tenant AND message = :message;

-- name: answer_keep_rating
-- Whether an answer helped; the first word on a card stands.
INSERT INTO answer_rating (tenant, id, entry, helpful, asked, missing, day)
VALUES (:tenant, :id, :entry, :helpful, :asked, NULL, :day)
ON CONFLICT (tenant, id) DO NOTHING;

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
