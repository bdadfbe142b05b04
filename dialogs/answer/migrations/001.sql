-- table: answer_question
-- purpose: Questions without a sure answer, in the words they were asked in and without the person, so that the FAQ's authors can improve it.
-- retention: 90 days
CREATE TABLE answer_question (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    words TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('de', 'en')),
    outcome TEXT NOT NULL CHECK (outcome IN ('unknown', 'suggested', 'chosen', 'none')),
    entry TEXT,
    day TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
) {STRICT};

-- table: answer_trace
-- purpose: Which message a kept question came from, as a salted hash, so that deleting or editing the message in Teams deletes the question too.
-- retention: 7 days
CREATE TABLE answer_trace (
    tenant TEXT NOT NULL,
    message TEXT NOT NULL,
    question TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (tenant, message)
) {STRICT};

-- table: answer_rating
-- purpose: Whether an answer helped, and what was missing, without the person, so that the FAQ's authors can improve it.
-- retention: 90 days
CREATE TABLE answer_rating (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    entry TEXT NOT NULL,
    helpful INTEGER NOT NULL CHECK (helpful IN (0, 1)),
    asked TEXT NOT NULL,
    missing TEXT,
    day TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
) {STRICT};
