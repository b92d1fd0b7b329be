-- A person's rules for the pages of a site.

CREATE TABLE rule (
  rowid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  -- Hosts, path and selectors, as in a file of rules: JSON.
  rule TEXT NOT NULL,
  -- When it was added or replaced.
  at INTEGER NOT NULL
) STRICT;
