-- Passages that a person marked, and their words about them. A passage is kept by its words and
-- what stands around them, so that it is found again in another version.
CREATE TABLE highlight (
  rowid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  -- When it was marked, and in which version.
  at INTEGER NOT NULL,
  version TEXT NOT NULL,
  exact TEXT NOT NULL,
  prefix TEXT NOT NULL,
  suffix TEXT NOT NULL,
  -- Characters other than white space before it, in that version.
  start INTEGER NOT NULL,
  -- Markdown.
  note TEXT
) STRICT;
CREATE INDEX highlight_article ON highlight (article, start);
CREATE INDEX highlight_at ON highlight (at);
