-- name: proof_book
-- Decide.
INSERT INTO proof_booking (tenant, id) VALUES (:tenant, :id);

-- name: proof_tell
-- Note what the decision tells people.
INSERT INTO proof_outbox (tenant, booking) VALUES (:tenant, :id);

-- name: proof_bookings
-- All decisions.
SELECT id FROM proof_booking WHERE tenant = :tenant;

-- name: proof_told
-- All that was told.
SELECT booking FROM proof_outbox WHERE tenant = :tenant;

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
