-- The catalog, format version 5: docs/formats/catalog.md. Never edited once released; a change is a new file.
CREATE TABLE retention_cutoff (
  ai            TEXT NOT NULL REFERENCES project (ai),
  kind          TEXT NOT NULL CHECK (kind IN ('EVENTS', 'REJECTED')),
  before_millis INTEGER NOT NULL,
  PRIMARY KEY (ai, kind)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 5;
