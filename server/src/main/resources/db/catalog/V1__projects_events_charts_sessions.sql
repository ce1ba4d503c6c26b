-- The catalog, format version 1: docs/formats/catalog.md. Never edited once released; a change is a new file.
PRAGMA application_id = 0x4D414944;

CREATE TABLE project (
  number         INTEGER PRIMARY KEY,
  ai             TEXT NOT NULL UNIQUE,
  name           TEXT NOT NULL,
  zone           TEXT NOT NULL,
  created_millis INTEGER NOT NULL
) STRICT;

CREATE TABLE event_definition (
  ai          TEXT NOT NULL REFERENCES project (ai),
  key         TEXT NOT NULL,
  name        TEXT,
  description TEXT,
  PRIMARY KEY (ai, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE variable_definition (
  ai        TEXT NOT NULL,
  event_key TEXT NOT NULL,
  place     INTEGER NOT NULL,
  key       TEXT NOT NULL,
  name      TEXT,
  type      TEXT NOT NULL CHECK (type IN ('STRING', 'INT', 'DOUBLE')),
  PRIMARY KEY (ai, event_key, place),
  UNIQUE (ai, event_key, key),
  FOREIGN KEY (ai, event_key) REFERENCES event_definition (ai, key) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE chart (
  number         INTEGER PRIMARY KEY,
  ai             TEXT NOT NULL REFERENCES project (ai),
  id             TEXT NOT NULL,
  name           TEXT NOT NULL,
  query_json     TEXT NOT NULL,
  created_millis INTEGER NOT NULL,
  UNIQUE (ai, id)
) STRICT;

CREATE TABLE session (
  number         INTEGER PRIMARY KEY,
  secret_hash    TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
  created_millis INTEGER NOT NULL,
  expires_millis INTEGER NOT NULL
) STRICT;

PRAGMA user_version = 1;
