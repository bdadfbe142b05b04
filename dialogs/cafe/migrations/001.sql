-- table: cafe_programme
-- purpose: The state of cafe.yaml that is in use, so that an edit which would strand bookings waits for an
--   admin, also over a restart. It belongs to the whole installation, to no tenant.
-- retention: as long as the installation
-- about: nobody
--
-- table: cafe_slot
-- purpose: Appointments that somebody has booked, waits for, or has changed: how many seats there are and how
--   many are taken. Names nobody but a host who stands in.
-- retention: 8 days after the appointment
-- about: host (emptied)
--
-- table: cafe_booking
-- purpose: Who comes to which appointment or waits for it, so that host and guest find each other. Goes with
--   the answer to «Did it help?», at the latest three days after the appointment.
-- retention: 8 days after the appointment
-- about: person
--
-- table: cafe_feedback
-- purpose: Whether an appointment helped and what it was about, without the person, so that the FAQ's authors
--   learn what comes up again and again.
-- retention: 90 days
-- about: nobody
--
-- table: cafe_host
-- purpose: When a host gets the next sheet of the day.
-- retention: as long as cafe.yaml names the person as a host
-- about: person
--
-- table: cafe_feed
-- purpose: The secret address by which a host's calendar asks for their appointments. Holds its hash only.
-- retention: until the host revokes it
-- about: person

CREATE TABLE cafe_programme (
  tenant TEXT NOT NULL,  -- empty: the programme belongs to the installation
  name TEXT NOT NULL,  -- which file
  digest TEXT NOT NULL,  -- SHA-256 of the file, hexadecimal
  text TEXT NOT NULL,  -- the file
  day TEXT NOT NULL,  -- since when it is in use, ISO date
  CONSTRAINT cafe_programme_key PRIMARY KEY (tenant, name)
) {STRICT};

CREATE TABLE cafe_slot (
  tenant TEXT NOT NULL,  -- Entra tenant
  id TEXT NOT NULL,  -- the café, and the beginning in UTC
  cafe TEXT NOT NULL,  -- which café
  starts_at TEXT NOT NULL,  -- when it begins
  ends_at TEXT NOT NULL,  -- when it ends
  seats INTEGER NOT NULL,  -- how many seats there are
  taken INTEGER NOT NULL DEFAULT 0,  -- seats that are booked, held for somebody, or used by walk-ins
  walk_ins INTEGER NOT NULL DEFAULT 0,  -- guests who came without a booking
  host TEXT,  -- Entra id of who is there, none: nobody's is known
  added INTEGER NOT NULL DEFAULT 0,  -- 1: a host added it, no rule gives it
  closed INTEGER NOT NULL DEFAULT 0,  -- 1: it doesn't take place
  day TEXT NOT NULL,  -- day of the appointment, ISO date
  CONSTRAINT cafe_slot_key PRIMARY KEY (tenant, id),
  CONSTRAINT cafe_slot_never_overfull CHECK (taken >= 0 AND taken <= seats),
  CONSTRAINT cafe_slot_walk_ins_sit CHECK (walk_ins >= 0 AND walk_ins <= taken)
) {STRICT};

CREATE INDEX cafe_slot_by_time ON cafe_slot (tenant, starts_at);

CREATE INDEX cafe_slot_by_day ON cafe_slot (day);

CREATE TABLE cafe_booking (
  tenant TEXT NOT NULL,  -- Entra tenant
  slot TEXT NOT NULL,  -- the appointment
  person TEXT NOT NULL,  -- Entra id of the guest
  cafe TEXT NOT NULL,  -- which café
  name TEXT NOT NULL,  -- the guest's name as Teams shows it, so that the host knows who comes
  state TEXT NOT NULL,  -- how far it is
  nth INTEGER,  -- which of the bookings that one person may have, none: it takes no seat
  line INTEGER NOT NULL DEFAULT 0,  -- since when they wait, in microseconds, 0: never waited
  about TEXT NOT NULL DEFAULT '',  -- what it is about, in the guest's words
  token TEXT NOT NULL,  -- random name of the calendar entry
  sequence INTEGER NOT NULL DEFAULT 0,  -- how often the calendar entry changed
  due_at TEXT NOT NULL,  -- when something is next to be done: a reminder, an end
  day TEXT NOT NULL,  -- day of the appointment, ISO date
  CONSTRAINT cafe_booking_key PRIMARY KEY (tenant, slot, person),
  CONSTRAINT cafe_booking_token UNIQUE (token),
  CONSTRAINT cafe_booking_at_once UNIQUE (tenant, cafe, person, nth),
  CONSTRAINT cafe_booking_known_state CHECK (state IN ('waiting', 'offered', 'booked', 'stranded', 'past')),
  CONSTRAINT cafe_booking_slot FOREIGN KEY (tenant, slot) REFERENCES cafe_slot (tenant, id) ON DELETE CASCADE
) {STRICT};

CREATE INDEX cafe_booking_due ON cafe_booking (due_at);

CREATE INDEX cafe_booking_by_day ON cafe_booking (day);

CREATE INDEX cafe_booking_by_person ON cafe_booking (tenant, person);

CREATE INDEX cafe_booking_in_line ON cafe_booking (tenant, slot, state, line, token);

CREATE TABLE cafe_feedback (
  tenant TEXT NOT NULL,  -- Entra tenant
  id TEXT NOT NULL,  -- random
  cafe TEXT NOT NULL,  -- which café
  helped INTEGER NOT NULL,  -- 1: it helped
  topic TEXT NOT NULL,  -- one of the café's topics, empty: none was chosen
  day TEXT NOT NULL,  -- when, ISO date
  CONSTRAINT cafe_feedback_key PRIMARY KEY (tenant, id),
  CONSTRAINT cafe_feedback_yes_or_no CHECK (helped IN (0, 1))
) {STRICT};

CREATE INDEX cafe_feedback_by_day ON cafe_feedback (day);

CREATE TABLE cafe_host (
  tenant TEXT NOT NULL,  -- Entra tenant
  person TEXT NOT NULL,  -- Entra id of the host
  due_at TEXT NOT NULL,  -- when the next sheet goes
  CONSTRAINT cafe_host_key PRIMARY KEY (tenant, person)
) {STRICT};

CREATE INDEX cafe_host_due ON cafe_host (due_at);

CREATE TABLE cafe_feed (
  tenant TEXT NOT NULL,  -- Entra tenant
  person TEXT NOT NULL,  -- Entra id of the host
  hash TEXT NOT NULL,  -- SHA-256 of the secret address, hexadecimal
  day TEXT NOT NULL,  -- when it was made, ISO date
  CONSTRAINT cafe_feed_key PRIMARY KEY (tenant, person),
  CONSTRAINT cafe_feed_hash UNIQUE (hash)
) {STRICT};
