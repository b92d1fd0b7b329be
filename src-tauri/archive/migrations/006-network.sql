-- Whom the archive's programs talked to, and who is left alone for a while.

CREATE TABLE contact (
  rowid INTEGER PRIMARY KEY,
  -- Host, and port where it is not the usual one.
  host TEXT NOT NULL UNIQUE,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  -- Of bodies, as they came.
  bytes INTEGER NOT NULL
) STRICT;

CREATE TABLE contact_article (
  contact INTEGER NOT NULL REFERENCES contact (rowid) ON DELETE CASCADE,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  -- The last time, and the bytes of all times.
  at INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (contact, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_article_article ON contact_article (article);

CREATE TABLE hold (
  -- Registrable domain, or host and port where there is none.
  site TEXT PRIMARY KEY,
  -- It asked to be left alone until then.
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
