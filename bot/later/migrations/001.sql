-- table: later_letter
-- purpose: What a decision says to people and is not sent yet. Holds whom it is for and which case it is
--   about, never words: those are found at the moment of sending.
-- retention: 30 days
-- about: person
--
-- table: later_lane
-- purpose: Which conversations have letters waiting, so that they go one after the other.
-- retention: until its last letter is sent
-- about: lane
--
-- table: later_once
-- purpose: Knows a letter again that is posted twice, so that it goes once. Holds a hash and a day.
-- retention: 30 days
-- about: nobody
--
-- table: later_card
-- purpose: Where a card stands that was sent, so that it can change when the case moves on.
-- retention: 90 days
-- about: person
--
-- table: address
-- purpose: How the bot reaches a person by itself: their chat with it, and their language and time zone.
-- retention: until the bot is uninstalled for the person
-- about: person
--
-- table: address_place
-- purpose: The group chats and channels that the bot was added to, so that it can speak there by itself.
-- retention: until the bot is removed from there
-- about: nobody

CREATE TABLE later_letter (
  tenant TEXT NOT NULL,  -- Entra tenant
  id TEXT NOT NULL,  -- random, hexadecimal
  lane TEXT NOT NULL,  -- what keeps the order: the person, or the place
  seq INTEGER NOT NULL,  -- its number in the lane
  person TEXT,  -- Entra id of the recipient, none: a place
  place TEXT,  -- conversation id of a group chat or channel, none: a person
  verb TEXT NOT NULL,  -- what is done with the message
  action TEXT NOT NULL,  -- wire name of who finds the words
  form TEXT NOT NULL,  -- what the words are about: ids, as JSON
  mark TEXT,  -- name under which the message is found again, none: it never changes
  once_more INTEGER NOT NULL,  -- 1: goes once more where nobody knows whether it arrived
  doubtful INTEGER NOT NULL DEFAULT 0,  -- 1: it may have arrived already
  attempts INTEGER NOT NULL DEFAULT 0,  -- tries so far
  posted_at TEXT NOT NULL,  -- when it was written
  due_at TEXT NOT NULL,  -- not before
  retry_at TEXT NOT NULL,  -- not again before
  expires_at TEXT NOT NULL,  -- not after
  state TEXT NOT NULL DEFAULT 'waiting',  -- how far it is
  reason TEXT NOT NULL DEFAULT '',  -- name of the fact that kept it from arriving
  day TEXT NOT NULL,  -- when it is due, ISO date
  CONSTRAINT later_letter_key PRIMARY KEY (tenant, id),
  CONSTRAINT later_letter_verb CHECK (verb IN ('post', 'edit', 'delete')),
  CONSTRAINT later_letter_state CHECK (state IN ('waiting', 'sending', 'held', 'unknown', 'failed')),
  CONSTRAINT later_letter_has_one_recipient CHECK ((person IS NULL) <> (place IS NULL))
) {STRICT};

CREATE INDEX later_letter_in_lane ON later_letter (tenant, lane, seq);

CREATE INDEX later_letter_by_mark ON later_letter (tenant, mark);

CREATE INDEX later_letter_by_day ON later_letter (day);

CREATE TABLE later_lane (
  tenant TEXT NOT NULL,  -- Entra tenant
  lane TEXT NOT NULL,  -- the person, or the place
  wake_at TEXT NOT NULL,  -- nothing can be done before
  holder TEXT,  -- random name of who is at work here, none: free
  held_until TEXT,  -- when the holder is taken for dead
  CONSTRAINT later_lane_key PRIMARY KEY (tenant, lane)
) {STRICT};

CREATE INDEX later_lane_ready ON later_lane (tenant, holder, wake_at);

CREATE TABLE later_once (
  tenant TEXT NOT NULL,  -- Entra tenant
  hash TEXT NOT NULL,  -- of the letter's key, hexadecimal
  day TEXT NOT NULL,  -- when it was posted, ISO date
  CONSTRAINT later_once_key PRIMARY KEY (tenant, hash)
) {STRICT};

CREATE INDEX later_once_by_day ON later_once (day);

CREATE TABLE later_card (
  tenant TEXT NOT NULL,  -- Entra tenant
  mark TEXT NOT NULL,  -- name that its feature gave it
  lane TEXT NOT NULL,  -- the person, or the place
  person TEXT,  -- Entra id of who has it, none: it stands in a place
  place TEXT NOT NULL,  -- conversation id
  service_url TEXT NOT NULL,  -- Teams' address for that conversation
  bot TEXT NOT NULL,  -- the bot's account there
  activity TEXT NOT NULL,  -- id that Teams gave the message
  day TEXT NOT NULL,  -- when it was sent, ISO date
  CONSTRAINT later_card_key PRIMARY KEY (tenant, mark, lane)
) {STRICT};

CREATE INDEX later_card_by_day ON later_card (day);

CREATE TABLE address (
  tenant TEXT NOT NULL,  -- Entra tenant
  person TEXT NOT NULL,  -- Entra id
  account TEXT NOT NULL,  -- the person's account in Teams
  place TEXT NOT NULL,  -- conversation id of the chat with the bot, empty: not opened yet
  service_url TEXT NOT NULL,  -- Teams' address for that conversation
  bot TEXT NOT NULL,  -- the bot's account there
  language TEXT NOT NULL,  -- what the person's client speaks: de, en, or empty
  zone TEXT NOT NULL,  -- IANA time zone, or empty
  blocked INTEGER NOT NULL DEFAULT 0,  -- 1: wants to hear nothing until they write again
  day TEXT NOT NULL,  -- when this changed last, ISO date
  CONSTRAINT address_key PRIMARY KEY (tenant, person)
) {STRICT};

CREATE TABLE address_place (
  tenant TEXT NOT NULL,  -- Entra tenant
  place TEXT NOT NULL,  -- conversation id
  service_url TEXT NOT NULL,  -- Teams' address for that conversation
  bot TEXT NOT NULL,  -- the bot's account there
  day TEXT NOT NULL,  -- when this changed last, ISO date
  CONSTRAINT address_place_key PRIMARY KEY (tenant, place)
) {STRICT};
