-- table: visit
-- purpose: A feature that exists for these tests: someone is expected, and hears of it in time.
-- retention: as long as the test
-- about: person
--
-- table: visit_note
-- purpose: Who did not hear of it, and why.
-- retention: as long as the test
-- about: nobody

CREATE TABLE visit (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  person TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  due_at TEXT NOT NULL,
  CONSTRAINT visit_key PRIMARY KEY (tenant, id)
) {STRICT};

CREATE INDEX visit_due ON visit (state, due_at);

CREATE TABLE visit_note (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  why TEXT NOT NULL
) {STRICT};
