-- table: later_pace
-- purpose: How fast a town's messages may leave, for all replicas together. Holds a moment, and no person.
-- retention: until the next message to the town
-- about: nobody

CREATE TABLE later_pace (
  tenant TEXT NOT NULL,  -- Entra tenant
  free_at {FLOAT} NOT NULL,  -- when the next message may leave, seconds since 1970
  CONSTRAINT later_pace_key PRIMARY KEY (tenant)
) {STRICT};

CREATE INDEX later_lane_held ON later_lane (holder) WHERE holder IS NOT NULL;
