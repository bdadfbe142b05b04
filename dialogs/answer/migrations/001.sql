-- table: answer_question
-- purpose: Questions without a sure answer, in the words they were asked in and without the person, so
--   that the FAQ's authors can improve it.
-- retention: 90 days
-- about: nobody
--
-- table: answer_trace
-- purpose: Which message a kept question or rating came from, as a salted hash, so that deleting or
--   editing the message in Teams deletes its words here too. Who holds this database with its salt and
--   an export of Teams could find the message again; neither is enough alone.
-- retention: 90 days
-- about: nobody
--
-- table: answer_rating
-- purpose: Whether an answer helped, and what was missing, without the person, so that the FAQ's authors
--   can improve it.
-- retention: 90 days
-- about: nobody

CREATE TABLE answer_question (
  tenant TEXT NOT NULL,  -- Entra tenant
  id TEXT NOT NULL,  -- random
  words TEXT NOT NULL,  -- the question, at most 500 characters
  language TEXT NOT NULL,  -- the language it was asked in
  outcome TEXT NOT NULL,  -- how it went on
  entry TEXT,  -- the FAQ entry that was chosen from the suggestions
  day TEXT NOT NULL,  -- when, ISO date
  CONSTRAINT answer_question_key PRIMARY KEY (tenant, id),
  CONSTRAINT answer_question_in_a_known_language CHECK (language IN ('de', 'en')),
  CONSTRAINT answer_question_known_outcome CHECK (outcome IN ('unknown', 'suggested', 'chosen', 'none'))
) {STRICT};

CREATE INDEX answer_question_by_day ON answer_question (day);

CREATE TABLE answer_trace (
  tenant TEXT NOT NULL,  -- Entra tenant
  trace TEXT NOT NULL,  -- salted hash of the message's id; hexadecimal
  kept TEXT NOT NULL,  -- the question or the rating that came of it
  day TEXT NOT NULL,  -- when, ISO date
  CONSTRAINT answer_trace_key PRIMARY KEY (tenant, trace, kept)
) {STRICT};

CREATE INDEX answer_trace_by_day ON answer_trace (day);

CREATE TABLE answer_rating (
  tenant TEXT NOT NULL,  -- Entra tenant
  id TEXT NOT NULL,  -- salted hash of the card and of who rated it; hexadecimal
  entry TEXT NOT NULL,  -- the FAQ entry
  helpful INTEGER NOT NULL,  -- 1: it helped
  asked TEXT NOT NULL,  -- the question, where the answer did not help
  missing TEXT,  -- what was missing, where somebody said so
  day TEXT NOT NULL,  -- when, ISO date
  CONSTRAINT answer_rating_key PRIMARY KEY (tenant, id),
  CONSTRAINT answer_rating_helpful_is_yes_or_no CHECK (helpful IN (0, 1))
) {STRICT};

CREATE INDEX answer_rating_by_day ON answer_rating (day);
