-- name: welcome_greet_place
-- Note the day of a place's welcome; it comes back only where there was none before.
INSERT INTO welcome_place (tenant, place, day) VALUES (:tenant, :place, :day)
ON CONFLICT (tenant, place) DO NOTHING
RETURNING place;

-- name: welcome_forget_place
-- The bot was removed from a place: coming back is a new beginning.
DELETE FROM welcome_place WHERE tenant = :tenant AND place = :place;
