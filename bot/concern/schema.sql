-- The file of the Sorgenbox. Nothing in it is about a person; no table holds a time, only ISO weeks.

-- What has come since the last release. Its key is a keyed hash, so the rows stand in no order.
CREATE TABLE IF NOT EXISTS concern_staged (
  mark TEXT NOT NULL PRIMARY KEY,  -- a new concern: HMAC of its receipt; written back: of the form and its text
  concern TEXT NOT NULL,  -- HMAC of the receipt of the concern that it belongs to
  number INTEGER NOT NULL,  -- its place among the waiting texts of the same concern, from 1
  topic TEXT,  -- of a new concern; none for what is written back
  wants_answer INTEGER NOT NULL,  -- 1: wants a reply
  words TEXT NOT NULL  -- the text
) STRICT, WITHOUT ROWID;

-- Released concerns.
CREATE TABLE IF NOT EXISTS concern (
  id TEXT NOT NULL UNIQUE,  -- random, made at the release
  receipt TEXT NOT NULL UNIQUE,  -- HMAC-SHA-256 of the receipt
  topic TEXT NOT NULL,  -- one of a list
  wants_answer INTEGER NOT NULL,  -- 1: wants a reply
  week TEXT NOT NULL,  -- ISO week of the release
  last_week TEXT NOT NULL  -- ISO week of the last activity; 180 days later the row is gone
) STRICT;

-- The texts of released concerns, the person's and the readers'.
CREATE TABLE IF NOT EXISTS concern_message (
  concern TEXT NOT NULL REFERENCES concern (id) ON DELETE CASCADE,  -- which one
  number INTEGER NOT NULL,  -- its place in the thread, from 1
  by TEXT NOT NULL,  -- person or reader; never which
  words TEXT NOT NULL,  -- the text
  week TEXT NOT NULL,  -- ISO week
  CONSTRAINT concern_message_key PRIMARY KEY (concern, number)
) STRICT;

-- Sorgen & Antworten: what readers published in their own words.
CREATE TABLE IF NOT EXISTS concern_published (
  id TEXT NOT NULL UNIQUE,  -- random
  worry TEXT NOT NULL,  -- paraphrased by a reader
  answer TEXT NOT NULL,  -- by a reader
  week TEXT NOT NULL  -- ISO week of publishing
) STRICT;

-- Who opened the readers' page on which day; gone after 90 days.
CREATE TABLE IF NOT EXISTS concern_opening (
  reader TEXT NOT NULL,  -- Entra id of the reader
  day TEXT NOT NULL,  -- ISO date
  CONSTRAINT concern_opening_key PRIMARY KEY (reader, day)
) STRICT, WITHOUT ROWID;

-- Reports of quarters that are over, as they were published: never counted again.
CREATE TABLE IF NOT EXISTS concern_report (
  quarter TEXT NOT NULL PRIMARY KEY,  -- 2026-Q4
  body TEXT NOT NULL  -- JSON, with small groups withheld already
) STRICT, WITHOUT ROWID;

-- Single facts: the key of the receipts, the day of the last release moment, since when a batch waits, and
-- until the readers are told the day of the release that they don't know of.
CREATE TABLE IF NOT EXISTS concern_fact (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
