-- The catalog, format version 2: docs/formats/catalog.md. Never edited once released; a change is a new file.
CREATE TABLE project_settings (
  ai                TEXT NOT NULL PRIMARY KEY REFERENCES project (ai),
  uploads           INTEGER NOT NULL CHECK (uploads IN (0, 1)),
  retry_detection   INTEGER NOT NULL CHECK (retry_detection IN (0, 1)),
  undeclared        TEXT NOT NULL CHECK (undeclared IN ('KEEP', 'QUARANTINE', 'DISCARD')),
  events_per_second INTEGER,
  events_burst      INTEGER,
  bytes_per_second  INTEGER,
  bytes_burst       INTEGER,
  quarantine_days   INTEGER NOT NULL,
  CHECK ((events_per_second IS NULL) = (events_burst IS NULL)),
  CHECK ((bytes_per_second IS NULL) = (bytes_burst IS NULL))
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 2;
