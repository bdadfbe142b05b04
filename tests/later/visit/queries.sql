-- name: visit_add
-- Expect somebody.
INSERT INTO visit (tenant, id, person, due_at) VALUES (:tenant, :id, :person, :due_at);

-- name: visit_due
-- Visits whose time has come.
SELECT tenant, id, person FROM visit WHERE state = 'open' AND due_at <= :now ORDER BY due_at, id LIMIT :most;

-- name: visit_due_next
-- When the next visit is due.
SELECT MIN(due_at) AS due_at FROM visit WHERE state = 'open';

-- name: visit_remind
-- Move a visit on, once.
UPDATE visit SET state = 'told' WHERE tenant = :tenant AND id = :id AND state = 'open';

-- name: visit_open
-- How many visits are still to be told of.
SELECT COUNT(*) AS visits FROM visit WHERE state = 'open';

-- name: visit_state
-- How a visit stands.
SELECT state FROM visit WHERE tenant = :tenant AND id = :id;

-- name: visit_end
-- It is over.
UPDATE visit SET state = 'over' WHERE tenant = :tenant AND id = :id;

-- name: visit_note
-- Note that somebody did not hear.
INSERT INTO visit_note (tenant, id, why) VALUES (:tenant, :id, :why);

-- name: visit_notes
-- Who did not hear, and why.
SELECT id, why FROM visit_note WHERE tenant = :tenant ORDER BY id, why;

-- name: visit_letters
-- All letters as they stand.
SELECT action, form, state, reason, attempts, doubtful, verb FROM later_letter WHERE tenant = :tenant ORDER BY lane, seq;

-- name: visit_waiting
-- How many letters have not come to their end.
SELECT COUNT(*) AS letters FROM later_letter WHERE state IN ('waiting', 'sending');

-- name: visit_lanes
-- How many lanes there are.
SELECT COUNT(*) AS lanes FROM later_lane;

-- name: visit_attempts
-- How often the letters were tried.
SELECT COALESCE(SUM(attempts), 0) AS attempts FROM later_letter;

-- name: visit_sending
-- How many letters are on their way.
SELECT COUNT(*) AS letters FROM later_letter WHERE state = 'sending';

-- name: visit_step_aside
-- Let whoever waits for a better moment go behind the others: what no lane may do.
UPDATE later_letter SET seq = seq + 1000
WHERE tenant = :tenant AND lane = :lane AND state = 'waiting' AND retry_at > :now AND due_at <= :now;
