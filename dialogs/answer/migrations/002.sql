-- table: answer_dismissed
-- purpose: Phrasings that the FAQ's authors did not want, as a hash, so that they are not proposed again.
-- retention: 365 days
-- about: nobody

CREATE TABLE answer_dismissed (
  tenant TEXT NOT NULL,  -- Entra tenant
  mark TEXT NOT NULL,  -- hash of the phrasing and its entry; hexadecimal
  day TEXT NOT NULL,  -- when, ISO date
  CONSTRAINT answer_dismissed_key PRIMARY KEY (tenant, mark)
) {STRICT};

CREATE INDEX answer_dismissed_by_day ON answer_dismissed (day);
