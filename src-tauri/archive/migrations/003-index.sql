-- Segments: what the search index has absorbed, written once each. FTS5 keeps only what is
-- fresh. All of it can be made anew from the rows.

CREATE TABLE segment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- 0 being written, 1 in use, 2 to be taken away.
  state INTEGER NOT NULL,
  -- The version of the tokens that it is made of.
  tokens INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  -- The first and the last of its rows; while it is written, all that may be.
  first INTEGER NOT NULL,
  last INTEGER NOT NULL
) STRICT;

-- Terms in their order, a few dozen in a block, by the first of them.
CREATE TABLE segment_block (
  segment INTEGER NOT NULL,
  first BLOB NOT NULL,
  block BLOB NOT NULL,
  PRIMARY KEY (segment, first)
) STRICT, WITHOUT ROWID;

-- Lists and places, cut into pages.
CREATE TABLE segment_page (
  id INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

-- Entries that a segment no longer speaks for: they changed after it was written.
CREATE TABLE segment_gone (
  segment INTEGER NOT NULL,
  row INTEGER NOT NULL,
  PRIMARY KEY (segment, row)
) STRICT, WITHOUT ROWID;

-- Entries whose words are in FTS5.
CREATE TABLE fresh (
  row INTEGER PRIMARY KEY
) STRICT;
INSERT INTO fresh (row) SELECT rowid FROM article;

DROP VIEW found_content;

-- What the search index holds of each entry, always made from the rows themselves.
CREATE VIEW entry_content AS
SELECT
  a.rowid AS rowid,
  a.title AS title,
  a.byline AS byline,
  coalesce(a.site, '') || ' ' || a.host AS site,
  a.url_words AS url,
  (SELECT group_concat(t.name, char(10) ORDER BY t.name_key)
     FROM article_tag x JOIN tag t ON t.rowid = x.tag WHERE x.article = a.rowid) AS tags,
  a.topics AS topics,
  coalesce(a.overlay_text, v.text, a.excerpt) AS body,
  v.captions AS captions
FROM article a LEFT JOIN version v ON v.rowid = a.current;

-- What FTS5 holds.
CREATE VIEW found_content AS
SELECT e.* FROM fresh f JOIN entry_content e ON e.rowid = f.row;

-- What filters ask of every entry.
CREATE INDEX article_words ON article (word_count) WHERE word_count IS NOT NULL;
CREATE INDEX article_byline ON article (byline) WHERE byline IS NOT NULL;
CREATE INDEX article_completeness ON article (completeness) WHERE completeness < 0.9;
CREATE INDEX article_overlay ON article (current) WHERE overlay_text IS NOT NULL;
