-- How what is kept is packed. Nothing is packed anew here: rows and files keep the form that
-- they have until `compact` brings them to the newer one.

-- What the extractions are compressed with. Never deleted while a version names it.
CREATE TABLE dictionary (
  -- The number that zstd writes into each frame; made from the content.
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  bytes BLOB NOT NULL,
  -- Versions in the archive when it was trained.
  versions INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- `extraction` is three lines of JSON where it was written by this format: the text, the
-- captions, the extraction; `text` and `captions` are empty then.
ALTER TABLE version ADD COLUMN dictionary INTEGER REFERENCES dictionary (id);

-- Blobs that others are compressed against: each stored whole, so that none needs a second.
CREATE TABLE base (
  rowid INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  -- The site whose pages are compressed against this page; none for a trained dictionary.
  site TEXT,
  -- Pages in the archive when a dictionary was trained; none for a page.
  pages INTEGER,
  at INTEGER NOT NULL,
  CHECK ((site IS NULL) <> (pages IS NULL))
) STRICT;
CREATE INDEX base_site ON base (site) WHERE site IS NOT NULL;

-- Which blob needs which base. Written before the file of the blob is; while one is replaced
-- it may name the base of the old file and that of the new one.
CREATE TABLE based (
  sha256 TEXT NOT NULL,
  base INTEGER NOT NULL REFERENCES base (rowid),
  PRIMARY KEY (sha256, base)
) STRICT, WITHOUT ROWID;

DROP VIEW found_content;
DROP VIEW entry_content;
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
  coalesce(a.overlay_text, kept_text(v.text, v.extraction), a.excerpt) AS body,
  kept_captions(v.captions, v.extraction) AS captions
FROM article a LEFT JOIN version v ON v.rowid = a.current;

CREATE VIEW found_content AS
SELECT e.* FROM fresh f JOIN entry_content e ON e.rowid = f.row;
