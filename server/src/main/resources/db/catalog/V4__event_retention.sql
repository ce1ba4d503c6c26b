-- The catalog, format version 4: docs/formats/catalog.md. Never edited once released; a change is a new file.
ALTER TABLE project_settings ADD COLUMN event_days INTEGER;

PRAGMA user_version = 4;
