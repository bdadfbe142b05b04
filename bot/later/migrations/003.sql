ALTER TABLE later_pace ADD COLUMN  -- until when messages may leave before their moment, seconds since 1970
  ahead_until {FLOAT} NOT NULL DEFAULT 0;
