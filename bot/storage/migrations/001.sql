-- table: turn_seen
-- purpose: Knows a message or a press again that is delivered twice, so that nothing happens twice.
--   Holds a hash and a day; neither tells who or what it was.
-- retention: 7 days
-- about: nobody
--
-- table: turn_reply
-- purpose: Knows which answer belongs to a message, so that the answer is edited when the message is,
--   and not repeated below it.
-- retention: 7 days
-- about: nobody
--
-- table: person
-- purpose: Remembers what a person chose (language, Einfache Sprache), and that they were welcomed.
-- retention: until the person deletes it, or the bot is uninstalled for them
-- about: person
--
-- table: installation
-- purpose: Single facts of this installation, such as the random salt of its hashes. They belong to no
--   tenant and to no person; the salt has to be there before any tenant is known.
-- retention: as long as the installation
-- about: nobody

CREATE TABLE turn_seen (
  tenant TEXT NOT NULL,  -- Entra tenant
  hash TEXT NOT NULL,  -- of a delivery's id, or of a press's nonce, person and effect; hexadecimal
  day TEXT NOT NULL,  -- when, ISO date
  CONSTRAINT turn_seen_key PRIMARY KEY (tenant, hash)
) {STRICT};

CREATE INDEX turn_seen_by_day ON turn_seen (day);

CREATE TABLE turn_reply (
  tenant TEXT NOT NULL,  -- Entra tenant
  message TEXT NOT NULL,  -- hash of the person's message id; hexadecimal
  reply TEXT NOT NULL,  -- id that Teams gave the bot's answer
  day TEXT NOT NULL,  -- when, ISO date
  CONSTRAINT turn_reply_key PRIMARY KEY (tenant, message)
) {STRICT};

CREATE INDEX turn_reply_by_day ON turn_reply (day);

CREATE TABLE person (
  tenant TEXT NOT NULL,  -- Entra tenant
  person TEXT NOT NULL,  -- Entra id of the person
  language TEXT,  -- the language they chose, none: follow their messages
  simple INTEGER NOT NULL DEFAULT 0,  -- 1: wants answers in Einfache Sprache
  welcomed TEXT,  -- day of the welcome, ISO date, none: not yet
  CONSTRAINT person_key PRIMARY KEY (tenant, person),
  CONSTRAINT person_speaks_a_known_language CHECK (language IN ('de', 'en')),
  CONSTRAINT person_simple_is_yes_or_no CHECK (simple IN (0, 1))
) {STRICT};

CREATE TABLE installation (
  name TEXT NOT NULL,  -- which fact
  value TEXT NOT NULL,  -- the fact
  CONSTRAINT installation_key PRIMARY KEY (name)
) {STRICT};
