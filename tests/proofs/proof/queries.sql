-- name: proof_mark_operation
-- Mark an operation; it comes back only from the first who does.
INSERT INTO proof_mark (tenant, operation) VALUES (:tenant, :operation)
ON CONFLICT (tenant, operation) DO NOTHING
RETURNING operation;

-- name: proof_book
-- Decide.
INSERT INTO proof_booking (tenant, id, operation) VALUES (:tenant, :id, :operation);

-- name: proof_add_event
-- Add an event.
INSERT INTO proof_event (tenant, id, capacity) VALUES (:tenant, :id, :capacity);

-- name: proof_take_seat
-- Take a seat where one is left.
UPDATE proof_event SET taken = taken + 1 WHERE tenant = :tenant AND id = :id AND taken < capacity RETURNING id;

-- name: proof_seats_left
-- How many seats are left.
SELECT capacity - taken AS seats FROM proof_event WHERE tenant = :tenant AND id = :id;

-- name: proof_force_seat
-- Take a seat, left or not.
UPDATE proof_event SET taken = taken + 1 WHERE tenant = :tenant AND id = :id RETURNING id;

-- name: proof_have_effect
-- Let an operation have its effect once more.
INSERT INTO proof_effect (tenant, id, times) VALUES (:tenant, :id, 1)
ON CONFLICT (tenant, id) DO UPDATE SET times = proof_effect.times + 1;

-- name: proof_effects
-- How often each operation had its effect.
SELECT id, times FROM proof_effect WHERE tenant = :tenant;
