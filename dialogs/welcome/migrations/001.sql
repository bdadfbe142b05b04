-- table: welcome_place
-- purpose: Knows which group chat or team was welcomed, so that it is welcomed once. Names nobody, and
--   the conversation only as a salted hash.
-- retention: until the bot is removed from there
-- about: nobody

CREATE TABLE welcome_place (
  tenant TEXT NOT NULL,  -- Entra tenant
  place TEXT NOT NULL,  -- salted hash of the conversation's id; hexadecimal
  day TEXT NOT NULL,  -- day of the welcome, ISO date
  CONSTRAINT welcome_place_key PRIMARY KEY (tenant, place)
) {STRICT};
