-- table: escalation_case
-- purpose: A question that a Lotse answers: what it is about, how far it is, and who asks. Who asked and who
--   answered is forgotten in the moment in which it is closed.
-- retention: 30 days after it is closed
-- about: asker, owner (emptied)
--
-- table: escalation_word
-- purpose: What asker and Lotse write to each other about a question, each with no more than who of the two.
-- retention: as long as the question
-- about: nobody
--
-- table: escalation_asked
-- purpose: Which Lotsen have a question in front of them, until it is closed.
-- retention: until the question is closed
-- about: person
--
-- table: escalation_key
-- purpose: The key by which the answer finds whoever asked without a name. Destroyed when the question is
--   closed; what it locked can then be read by nobody.
-- retention: until the question is closed
-- about: nobody
--
-- table: escalation_rotation
-- purpose: Which Lotse was asked last for a topic, so that they take turns. Counts nothing.
-- retention: as long as the installation
-- about: last (emptied)
--
-- table: escalation_absence
-- purpose: When a Lotse is away, as they said in chat, so that nobody waits for them.
-- retention: 2 days after the last day
-- about: person
--
-- table: escalation_kept
-- purpose: A question and its answer without any name, for the FAQ's authors.
-- retention: 365 days
-- about: nobody
--
-- table: escalation_draft
-- purpose: A question and answer that a Lotse proposes for the FAQ, until a second person has decided.
-- retention: 90 days
-- about: author (emptied)

CREATE TABLE escalation_case (
  tenant TEXT NOT NULL,  -- Entra tenant
  id TEXT NOT NULL,  -- random, hexadecimal
  asker TEXT,  -- Entra id of who asks, none: without a name, or closed
  asker_name TEXT,  -- how the asker is called in Teams, none: without a name, or closed
  sealed {BYTES},  -- Entra id of who asks without a name, locked; none: with a name, or closed
  nameless INTEGER NOT NULL,  -- 1: asked without a name
  topic TEXT NOT NULL,  -- the FAQ's topic, or empty
  department TEXT NOT NULL,  -- the department that the asker chose, or empty
  urgency TEXT NOT NULL,  -- how long it may take
  question TEXT NOT NULL,  -- the question
  state TEXT NOT NULL,  -- how far it is
  owner TEXT,  -- Entra id of the Lotse who has it, none: nobody, or closed
  reopened INTEGER NOT NULL,  -- 1: the first answer did not help
  outcome TEXT,  -- how it ended, none: it is open
  due_at TEXT NOT NULL,  -- when it goes on by itself
  promised_at TEXT NOT NULL,  -- by when the asker was told to hear
  version INTEGER NOT NULL,  -- number of changes
  day TEXT NOT NULL,  -- day of the last change, ISO date
  CONSTRAINT escalation_case_key PRIMARY KEY (tenant, id),
  CONSTRAINT escalation_case_state CHECK (state IN ('asked', 'reminded', 'widened', 'deputies', 'fallback',
    'taken', 'overdue', 'asked_back', 'nudged', 'answered', 'closed')),
  CONSTRAINT escalation_case_urgency CHECK (urgency IN ('now', 'today', 'relaxed')),
  CONSTRAINT escalation_case_outcome CHECK (outcome IN ('helped', 'unhelped', 'silent', 'withdrawn')),
  CONSTRAINT escalation_case_ends_once CHECK ((state = 'closed') = (outcome IS NOT NULL)),
  CONSTRAINT escalation_case_forgets CHECK (state <> 'closed'
    OR (asker IS NULL AND asker_name IS NULL AND sealed IS NULL AND owner IS NULL)),
  CONSTRAINT escalation_case_nameless CHECK (nameless = 0 OR (asker IS NULL AND asker_name IS NULL)),
  CONSTRAINT escalation_case_has_owner CHECK (owner IS NULL
    OR state IN ('taken', 'overdue', 'asked_back', 'nudged', 'answered'))
) {STRICT};

CREATE INDEX escalation_case_by_due ON escalation_case (due_at) WHERE state <> 'closed';

CREATE INDEX escalation_case_by_asker ON escalation_case (tenant, asker);

CREATE TABLE escalation_word (
  tenant TEXT NOT NULL,  -- Entra tenant
  case_id TEXT NOT NULL,  -- the question
  seq INTEGER NOT NULL,  -- its number
  kind TEXT NOT NULL,  -- what was written: by the asker or by the Lotse
  words TEXT NOT NULL,  -- what was written, or the id of the FAQ entry that was sent
  signed TEXT NOT NULL,  -- first name of the Lotse, where they wish; empty once closed
  CONSTRAINT escalation_word_key PRIMARY KEY (tenant, case_id, seq),
  CONSTRAINT escalation_word_kind CHECK (kind IN ('detail', 'added', 'answer', 'entry', 'question', 'note', 'thanks')),
  CONSTRAINT escalation_word_case FOREIGN KEY (tenant, case_id) REFERENCES escalation_case (tenant, id)
    ON DELETE CASCADE
) {STRICT};

CREATE TABLE escalation_asked (
  tenant TEXT NOT NULL,  -- Entra tenant
  case_id TEXT NOT NULL,  -- the question
  person TEXT NOT NULL,  -- Entra id of the Lotse
  CONSTRAINT escalation_asked_key PRIMARY KEY (tenant, case_id, person),
  CONSTRAINT escalation_asked_case FOREIGN KEY (tenant, case_id) REFERENCES escalation_case (tenant, id)
    ON DELETE CASCADE
) {STRICT};

CREATE TABLE escalation_key (
  tenant TEXT NOT NULL,  -- Entra tenant
  case_id TEXT NOT NULL,  -- the question
  lock {BYTES} NOT NULL,  -- 32 random bytes
  CONSTRAINT escalation_key_key PRIMARY KEY (tenant, case_id),
  CONSTRAINT escalation_key_case FOREIGN KEY (tenant, case_id) REFERENCES escalation_case (tenant, id)
    ON DELETE CASCADE
) {STRICT};

CREATE TABLE escalation_rotation (
  tenant TEXT NOT NULL,  -- Entra tenant
  topic TEXT NOT NULL,  -- the FAQ's topic, or empty
  last TEXT,  -- Entra id of the Lotse who was asked last
  CONSTRAINT escalation_rotation_key PRIMARY KEY (tenant, topic)
) {STRICT};

CREATE TABLE escalation_absence (
  tenant TEXT NOT NULL,  -- Entra tenant
  person TEXT NOT NULL,  -- Entra id of the Lotse
  first_day TEXT NOT NULL,  -- first day of the absence, ISO date
  last_day TEXT NOT NULL,  -- last day of the absence, ISO date
  CONSTRAINT escalation_absence_key PRIMARY KEY (tenant, person)
) {STRICT};

CREATE TABLE escalation_kept (
  tenant TEXT NOT NULL,  -- Entra tenant
  id TEXT NOT NULL,  -- random, hexadecimal
  topic TEXT NOT NULL,  -- the FAQ's topic, or empty
  question TEXT NOT NULL,  -- the question, names taken out
  answer TEXT NOT NULL,  -- the answer that helped, names taken out
  day TEXT NOT NULL,  -- when, ISO date
  CONSTRAINT escalation_kept_key PRIMARY KEY (tenant, id)
) {STRICT};

CREATE INDEX escalation_kept_by_day ON escalation_kept (day);

CREATE TABLE escalation_draft (
  tenant TEXT NOT NULL,  -- Entra tenant
  id TEXT NOT NULL,  -- random, hexadecimal
  author TEXT,  -- Entra id of the Lotse who proposes it, none: decided
  topic TEXT NOT NULL,  -- the FAQ's topic, or empty
  question TEXT NOT NULL,  -- the question
  variants TEXT NOT NULL,  -- other ways to ask it, a line each
  answer TEXT NOT NULL,  -- the answer
  state TEXT NOT NULL,  -- whether somebody has decided
  day TEXT NOT NULL,  -- when it was proposed, ISO date
  CONSTRAINT escalation_draft_key PRIMARY KEY (tenant, id),
  CONSTRAINT escalation_draft_state CHECK (state IN ('open', 'accepted', 'declined'))
) {STRICT};

CREATE INDEX escalation_draft_by_day ON escalation_draft (day);
