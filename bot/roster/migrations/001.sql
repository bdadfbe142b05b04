-- table: roster_person
-- purpose: Who stands behind a sign-in name of lotsen.yaml, so that the bot can write to this Lotse.
-- retention: as long as lotsen.yaml names the person by it
-- about: person

CREATE TABLE roster_person (
  tenant TEXT NOT NULL,  -- Entra tenant
  upn TEXT NOT NULL,  -- sign-in name as lotsen.yaml has it, in small letters
  person TEXT NOT NULL,  -- Entra id
  CONSTRAINT roster_person_key PRIMARY KEY (tenant, upn)
) {STRICT};
