-- table: shelf_thing
-- purpose: One row with a column of each type, for the round trips of the suite.
-- retention: as long as the test
-- about: nobody
--
-- table: shelf_event
-- purpose: An event with few seats, guarded by rules with names.
-- retention: as long as the test
-- about: nobody
--
-- table: shelf_seat
-- purpose: Who sits where; its rules have no names of their own.
-- retention: as long as the test
-- about: person

CREATE TABLE shelf_thing (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  words TEXT,
  amount INTEGER,
  weight {FLOAT},
  sealed {BYTES},
  moment TEXT,
  day TEXT,
  ready INTEGER,
  colour TEXT,
  PRIMARY KEY (tenant, id)
) {STRICT};

CREATE TABLE shelf_event (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  title TEXT NOT NULL,  -- a comment; with a semicolon;
  code TEXT NOT NULL,
  capacity INTEGER NOT NULL,
  taken INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT shelf_event_key PRIMARY KEY (tenant, id),
  CONSTRAINT shelf_title_once UNIQUE (tenant, title),
  CONSTRAINT shelf_seats_left CHECK (taken <= capacity)
) {STRICT};

CREATE UNIQUE INDEX shelf_code_once ON shelf_event (tenant, code);

CREATE TABLE shelf_seat (
  tenant TEXT NOT NULL,
  event TEXT NOT NULL,
  person TEXT NOT NULL,
  place INTEGER,
  PRIMARY KEY (tenant, event, person),
  UNIQUE (tenant, event, place),
  FOREIGN KEY (tenant, event) REFERENCES shelf_event (tenant, id)
) {STRICT};
