-- name: shelf_put_thing
-- Put a thing with all its columns.
INSERT INTO shelf_thing (tenant, id, words, amount, weight, sealed, moment, day, ready, colour)
VALUES (:tenant, :id, :words, :amount, :weight, :sealed, :moment, :day, :ready, :colour);

-- name: shelf_thing
-- One thing with all its columns.
SELECT id, words, amount, weight, sealed, moment, day, ready, colour
FROM shelf_thing WHERE tenant = :tenant AND id = :id;

-- name: shelf_put_words
-- Put a thing of words only.
INSERT INTO shelf_thing (tenant, id, words) VALUES (:tenant, :id, :words);

-- name: shelf_put_words_back
-- Put a thing of words only, and get its id.
INSERT INTO shelf_thing (tenant, id, words) VALUES (:tenant, :id, :words) RETURNING id;

-- name: shelf_set_taken
-- Say how many seats are taken.
UPDATE shelf_event SET taken = :taken WHERE tenant = :tenant AND id = :event;

-- name: shelf_ids
-- Which things there are.
SELECT id FROM shelf_thing WHERE tenant = :tenant ORDER BY id;

-- name: shelf_words
-- The words of all things, in order.
SELECT words FROM shelf_thing WHERE tenant = :tenant ORDER BY id;

-- name: shelf_by_moment
-- Ids, earliest moment first.
SELECT id FROM shelf_thing WHERE tenant = :tenant ORDER BY moment;

-- name: shelf_double_all
-- Double every amount.
UPDATE shelf_thing SET amount = amount * 2 WHERE tenant = :tenant AND amount IS NOT NULL;

-- name: shelf_clear
-- Take everything from the shelf; what was there comes back.
DELETE FROM shelf_thing WHERE tenant = :tenant RETURNING id;

-- name: shelf_count
-- How many things there are.
SELECT count(*) AS things FROM shelf_thing WHERE tenant = :tenant;

-- name: shelf_odd_text
-- A text with everything in it that a reader of parameters could stumble over: :no_parameter, a colon.
SELECT 'it''s 10:30 -- no comment; :no_parameter' AS words, :given AS given;  -- :neither_this

-- name: shelf_add_event
-- Add an event.
INSERT INTO shelf_event (tenant, id, title, code, capacity) VALUES (:tenant, :id, :title, :code, :capacity);

-- name: shelf_take_seat
-- Take a seat where one is left.
UPDATE shelf_event SET taken = taken + 1
WHERE tenant = :tenant AND id = :event AND taken < capacity
RETURNING id;

-- name: shelf_force_seat
-- Take a seat, left or not: the table has to guard itself.
UPDATE shelf_event SET taken = taken + 1 WHERE tenant = :tenant AND id = :event;

-- name: shelf_sit_down
-- Note who sits where.
INSERT INTO shelf_seat (tenant, event, person, place) VALUES (:tenant, :event, :person, :place);

-- name: shelf_lock_event
-- Read an event and keep others from changing it meanwhile.
SELECT taken FROM shelf_event WHERE tenant = :tenant AND id = :event {FOR_UPDATE};

-- name: shelf_id_and_words
-- Ids with their words.
SELECT id, words FROM shelf_thing WHERE tenant = :tenant;
