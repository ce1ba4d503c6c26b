-- The catalog, format version 3: docs/formats/catalog.md. Never edited once released; a change is a new file.
ALTER TABLE event_definition ADD COLUMN tags TEXT NOT NULL DEFAULT '';

-- A variable is the project's now, and an event names those that it bears.
CREATE TABLE variable (
  ai          TEXT NOT NULL REFERENCES project (ai),
  key         TEXT NOT NULL,
  name        TEXT,
  description TEXT,
  tags        TEXT NOT NULL DEFAULT '',
  type        TEXT NOT NULL CHECK (type IN ('STRING', 'INT', 'DOUBLE')),
  PRIMARY KEY (ai, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_variable (
  ai        TEXT NOT NULL,
  event_key TEXT NOT NULL,
  place     INTEGER NOT NULL,
  key       TEXT NOT NULL,
  PRIMARY KEY (ai, event_key, place),
  UNIQUE (ai, event_key, key),
  FOREIGN KEY (ai, event_key) REFERENCES event_definition (ai, key) ON DELETE CASCADE,
  FOREIGN KEY (ai, key) REFERENCES variable (ai, key) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX event_variable_by_key ON event_variable (ai, key);

-- Where two events declared the same key with different types, the one that takes what both take.
INSERT INTO variable (ai, key, name, type)
  SELECT d.ai, d.key,
    (SELECT v.name FROM variable_definition v
      WHERE v.ai = d.ai AND v.key = d.key AND v.name IS NOT NULL ORDER BY v.event_key LIMIT 1),
    CASE WHEN max(d.type = 'STRING') THEN 'STRING' WHEN max(d.type = 'DOUBLE') THEN 'DOUBLE' ELSE 'INT' END
  FROM variable_definition d GROUP BY d.ai, d.key;

INSERT INTO event_variable (ai, event_key, place, key)
  SELECT ai, event_key, place, key FROM variable_definition;

DROP TABLE variable_definition;

PRAGMA user_version = 3;
