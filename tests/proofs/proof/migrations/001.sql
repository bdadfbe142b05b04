-- table: proof_mark
-- purpose: Which operation had its effect.
-- retention: as long as the proof
-- about: nobody
--
-- table: proof_booking
-- purpose: A decision; each has its letter in later_letter, or there is neither.
-- retention: as long as the proof
-- about: nobody
--
-- table: proof_event
-- purpose: An event with few seats. No CHECK guards it here, so that the control can fail.
-- retention: as long as the proof
-- about: nobody
--
-- table: proof_effect
-- purpose: How often an operation had its effect.
-- retention: as long as the proof
-- about: nobody

CREATE TABLE proof_mark (
  tenant TEXT NOT NULL,
  operation TEXT NOT NULL,
  PRIMARY KEY (tenant, operation)
) {STRICT};

CREATE TABLE proof_booking (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,  -- random
  operation TEXT NOT NULL,  -- what a client calls it
  PRIMARY KEY (tenant, id)
) {STRICT};

CREATE TABLE proof_event (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  capacity INTEGER NOT NULL,
  taken INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, id)
) {STRICT};

CREATE TABLE proof_effect (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  times INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) {STRICT};
