-- name: concern_fact_of
-- One fact of this file.
SELECT value FROM concern_fact WHERE name = :name

-- name: concern_keep_fact
-- Keep a fact, in the place of the old one.
INSERT INTO concern_fact (name, value) VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- name: concern_make_fact
-- Keep a fact where there is none yet.
INSERT INTO concern_fact (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING

-- name: concern_forget_fact
-- Forget a fact.
DELETE FROM concern_fact WHERE name = :name

-- name: concern_forget_fact_of
-- Forget a fact where it still is this one.
DELETE FROM concern_fact WHERE name = :name AND value = :value

-- name: concern_known
-- Whether a receipt is known, staged or released. Both tables are asked, whatever the first says.
SELECT (SELECT count(*) FROM concern WHERE receipt = :receipt)
     + (SELECT count(*) FROM concern_staged WHERE mark = :receipt)

-- name: concern_stage
-- Keep what has come until the release; the same form sent twice is one.
INSERT INTO concern_staged (mark, concern, number, topic, wants_answer, words)
SELECT :mark, :concern, 1 + count(*), :topic, :wants_answer, :words
FROM concern_staged WHERE concern = :concern
ON CONFLICT (mark) DO NOTHING

-- name: concern_staged_count
-- How many texts wait.
SELECT count(*) FROM concern_staged

-- name: concern_staged_all
-- Everything that waits; its order is that of keyed hashes.
SELECT mark, concern, number, topic, wants_answer, words FROM concern_staged

-- name: concern_unstage_all
-- The batch is released.
DELETE FROM concern_staged

-- name: concern_release
-- A new concern, among the others.
INSERT INTO concern (id, receipt, topic, wants_answer, week, last_week)
VALUES (:id, :receipt, :topic, :wants_answer, :week, :week)

-- name: concern_add_message
-- A text at the end of its thread.
INSERT INTO concern_message (concern, number, by, words, week)
SELECT :concern, 1 + count(*), :by, :words, :week FROM concern_message WHERE concern = :concern

-- name: concern_touch
-- Something happened in this thread.
UPDATE concern SET last_week = :week WHERE id = :concern

-- name: concern_id_of
-- The released concern of a receipt.
SELECT id FROM concern WHERE receipt = :receipt

-- name: concern_heads
-- Every released concern, by week and then by its random id.
SELECT id, topic, wants_answer, week FROM concern ORDER BY last_week DESC, id

-- name: concern_head
-- One of them.
SELECT id, topic, wants_answer, week FROM concern WHERE id = :concern

-- name: concern_messages
-- The texts of a thread.
SELECT by, words, week FROM concern_message WHERE concern = :concern ORDER BY number

-- name: concern_staged_of
-- What waits for the release and belongs to a receipt.
SELECT mark, concern, number, topic, wants_answer, words FROM concern_staged
WHERE concern = :receipt ORDER BY number

-- name: concern_delete
-- The holder of the receipt takes it back.
DELETE FROM concern WHERE receipt = :receipt

-- name: concern_unstage
-- The same for what has not been released.
DELETE FROM concern_staged WHERE concern = :receipt

-- name: concern_expire
-- Gone 180 days after the last activity; a text that waits is one.
DELETE FROM concern WHERE last_week < :week AND receipt NOT IN (SELECT concern FROM concern_staged)

-- name: concern_publish
-- Show this to everyone who asks.
INSERT INTO concern_published (id, worry, answer, week) VALUES (:id, :worry, :answer, :week)

-- name: concern_said
-- Everything that persons have said.
SELECT words FROM concern_message WHERE by = 'person'

-- name: concern_published_all
-- Sorgen & Antworten, newest first.
SELECT id, worry, answer, week FROM concern_published ORDER BY week DESC, id LIMIT :most

-- name: concern_unpublish
-- Show it no more.
DELETE FROM concern_published WHERE id = :id

-- name: concern_open
-- A reader opened the page on this day.
INSERT INTO concern_opening (reader, day) VALUES (:reader, :day) ON CONFLICT (reader, day) DO NOTHING

-- name: concern_openings
-- Who opened the page on which day, newest first.
SELECT reader, day FROM concern_opening ORDER BY day DESC, reader

-- name: concern_forget_openings
-- Gone after 90 days.
DELETE FROM concern_opening WHERE day < :day

-- name: concern_counts
-- How many concerns of a topic came in a week, and how many of them have a reply.
SELECT topic, week, count(*) AS came,
  sum(EXISTS (SELECT 1 FROM concern_message m WHERE m.concern = concern.id AND m.by = 'reader')) AS answered
FROM concern WHERE week BETWEEN :first AND :last GROUP BY topic, week

-- name: concern_keep_report
-- A report is made once.
INSERT INTO concern_report (quarter, body) VALUES (:quarter, :body) ON CONFLICT (quarter) DO NOTHING

-- name: concern_report_of
-- The report of a quarter.
SELECT body FROM concern_report WHERE quarter = :quarter

-- name: concern_quarters
-- The quarters that have a report, newest first.
SELECT quarter FROM concern_report ORDER BY quarter DESC
