-- The first shape of an archive.
--
-- A version never changes once it is written. What a person does (reading state, tags,
-- corrections, blocks put back) stands beside it. The columns of `article` below "derived" are
-- made from the version shown and what stands beside it, by one function, so that a list
-- needs one row of one table. Times are milliseconds UTC.

-- The archive itself: one row.
CREATE TABLE archive (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL,
  device INTEGER NOT NULL REFERENCES device (rowid),
  -- Pages of the run of saving that is under way that are done.
  run_done INTEGER NOT NULL DEFAULT 0,
  -- How many jobs wait for what; kept by the triggers of `job`, for a long queue is counted often.
  pages INTEGER NOT NULL DEFAULT 0,
  pictures INTEGER NOT NULL DEFAULT 0,
  asking INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The installations that wrote changes.
CREATE TABLE device (
  rowid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE article (
  rowid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  -- 0 waiting, 1 article, 2 kept as link, 3 failed.
  standing INTEGER NOT NULL CHECK (standing BETWEEN 0 AND 3),
  -- As given, and as it is fetched and shown.
  requested_url TEXT NOT NULL,
  url TEXT NOT NULL,
  host TEXT NOT NULL,
  -- The words of the address, for the search.
  url_words TEXT NOT NULL,
  saved_at INTEGER NOT NULL,

  read_at INTEGER,
  starred_at INTEGER,
  trashed_at INTEGER,
  opened_at INTEGER,
  progress REAL NOT NULL DEFAULT 0,
  paragraph INTEGER NOT NULL DEFAULT 0,

  -- What the list that brought it said.
  imported_title TEXT,
  imported_excerpt TEXT,
  imported_from TEXT,

  -- What its page said, when it gave no article.
  link_title TEXT,
  link_excerpt TEXT,
  link_site TEXT,
  link_page_sha256 TEXT,
  link_media_type TEXT,

  -- Why it is only a link, or what failed.
  problem_code TEXT,
  problem_args TEXT,
  tried_at INTEGER,

  thumbnail_sha256 TEXT,
  thumbnail_ext TEXT,

  -- The version shown, and its text where blocks were put back.
  current INTEGER REFERENCES version (rowid),
  overlay_text TEXT,

  -- Derived.
  title TEXT,
  site TEXT,
  byline TEXT,
  excerpt TEXT,
  topics TEXT,
  published TEXT,
  published_precision INTEGER,
  published_zoned INTEGER,
  published_key INTEGER,
  language TEXT,
  direction INTEGER NOT NULL DEFAULT 0,
  word_count INTEGER,
  reading_minutes INTEGER,
  completeness REAL,
  how INTEGER,

  -- 1 unread, 2 starred, 4 in the trash, 8 × standing.
  flags INTEGER NOT NULL GENERATED ALWAYS AS (
    (read_at IS NULL) + 2 * (starred_at IS NOT NULL) + 4 * (trashed_at IS NOT NULL) + 8 * standing
  ) VIRTUAL
) STRICT;

-- The list in its order, with all that decides what belongs to which view.
CREATE INDEX article_spine ON article (saved_at, flags, published_key);
CREATE INDEX article_host ON article (host);
CREATE INDEX article_trashed ON article (trashed_at) WHERE trashed_at IS NOT NULL;
CREATE INDEX article_language ON article (language) WHERE language IS NOT NULL;
CREATE INDEX article_link_page ON article (link_page_sha256) WHERE link_page_sha256 IS NOT NULL;
CREATE INDEX article_thumbnail ON article (thumbnail_sha256) WHERE thumbnail_sha256 IS NOT NULL;
CREATE INDEX article_current ON article (current) WHERE current IS NOT NULL;

-- Identity: every address that leads to an entry.
CREATE TABLE address (
  key TEXT PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX address_article ON address (article);

-- Ids that were merged into another entry or tag.
CREATE TABLE alias (
  id TEXT PRIMARY KEY,
  entity TEXT NOT NULL,
  target TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_target ON alias (target);

-- What was deleted for good.
CREATE TABLE tombstone (
  id TEXT PRIMARY KEY,
  entity TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE version (
  rowid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  captured_at INTEGER NOT NULL,
  requested_url TEXT NOT NULL,
  final_url TEXT NOT NULL,
  redirects TEXT NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL,
  peer TEXT,
  charset TEXT,
  media_type TEXT NOT NULL,
  page_sha256 TEXT NOT NULL,
  page_bytes INTEGER NOT NULL,
  wire_sha256 TEXT NOT NULL,
  wire_bytes INTEGER NOT NULL,
  -- 0 fetched, 1 pasted, 2 from a file, 3 from text.
  how INTEGER NOT NULL,
  extractor TEXT NOT NULL,
  -- The whole extraction: JSON, compressed with zstd.
  extraction BLOB NOT NULL,
  content_sha256 TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  captions TEXT NOT NULL,
  word_count INTEGER NOT NULL,
  completeness REAL NOT NULL
) STRICT;
CREATE INDEX version_article ON version (article, captured_at);
CREATE INDEX version_by_page ON version (page_sha256);

-- Further pages of an article that was split.
CREATE TABLE version_page (
  version INTEGER NOT NULL REFERENCES version (rowid) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  final_url TEXT NOT NULL,
  page_sha256 TEXT NOT NULL,
  wire_sha256 TEXT NOT NULL,
  PRIMARY KEY (version, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX version_page_page ON version_page (page_sha256);

-- Later captures that gave the very content of a version.
CREATE TABLE sighting (
  rowid INTEGER PRIMARY KEY,
  version INTEGER NOT NULL REFERENCES version (rowid) ON DELETE CASCADE,
  captured_at INTEGER NOT NULL,
  final_url TEXT NOT NULL,
  status INTEGER NOT NULL,
  page_sha256 TEXT NOT NULL,
  wire_sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX sighting_version ON sighting (version);
CREATE INDEX sighting_page ON sighting (page_sha256);

-- What a person says in place of the page.
CREATE TABLE correction (
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  field TEXT NOT NULL CHECK (field IN ('title', 'byline', 'published', 'site')),
  value TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (article, field)
) STRICT, WITHOUT ROWID;

-- Left-out blocks that were put back.
CREATE TABLE restored (
  version INTEGER NOT NULL REFERENCES version (rowid) ON DELETE CASCADE,
  block INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (version, block)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag (
  rowid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  pinned INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE article_tag (
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  tag INTEGER NOT NULL REFERENCES tag (rowid) ON DELETE CASCADE,
  PRIMARY KEY (article, tag)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX article_tag_tag ON article_tag (tag, article);

CREATE TABLE saved_search (
  rowid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  query TEXT NOT NULL
) STRICT;

CREATE TABLE media (
  sha256 TEXT PRIMARY KEY,
  ext TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER,
  height INTEGER
) STRICT, WITHOUT ROWID;

-- The pictures of a version; filled one by one after it is saved.
CREATE TABLE version_media (
  version INTEGER NOT NULL REFERENCES version (rowid) ON DELETE CASCADE,
  slot INTEGER NOT NULL,
  url TEXT NOT NULL,
  -- Only the picture that stands for the article, not one of its body.
  lead INTEGER NOT NULL,
  -- 0 waiting, 1 kept, 2 missing, 3 left out by choice.
  state INTEGER NOT NULL,
  sha256 TEXT REFERENCES media (sha256),
  error TEXT,
  PRIMARY KEY (version, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX version_media_sha256 ON version_media (sha256) WHERE sha256 IS NOT NULL;

CREATE TABLE job (
  rowid INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article (rowid) ON DELETE CASCADE,
  -- 0 the page, 1 its pictures.
  kind INTEGER NOT NULL,
  -- Higher goes first; among equals the one saved last.
  priority INTEGER NOT NULL,
  position INTEGER NOT NULL,
  domain TEXT NOT NULL,
  text_only INTEGER NOT NULL,
  allow_private INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  owner TEXT,
  expires INTEGER NOT NULL DEFAULT 0,
  -- The private origin that it waits for an answer about.
  asking TEXT,
  UNIQUE (article, kind)
) STRICT;
CREATE INDEX job_next
  ON job (kind, priority DESC, position DESC, article DESC, domain, not_before, expires)
  WHERE asking IS NULL;
CREATE INDEX job_ready ON job (kind, max(not_before, expires)) WHERE asking IS NULL;
CREATE INDEX job_asking ON job (asking) WHERE asking IS NOT NULL;
CREATE INDEX job_owner ON job (owner) WHERE owner IS NOT NULL;

CREATE TRIGGER job_added AFTER INSERT ON job BEGIN
  UPDATE archive SET
    pages = pages + (new.kind = 0 AND new.asking IS NULL),
    pictures = pictures + (new.kind = 1 AND new.asking IS NULL),
    asking = asking + (new.asking IS NOT NULL);
END;
CREATE TRIGGER job_gone AFTER DELETE ON job BEGIN
  UPDATE archive SET
    pages = pages - (old.kind = 0 AND old.asking IS NULL),
    pictures = pictures - (old.kind = 1 AND old.asking IS NULL),
    asking = asking - (old.asking IS NOT NULL);
END;
CREATE TRIGGER job_asks AFTER UPDATE OF asking ON job BEGIN
  UPDATE archive SET
    pages = pages + (new.kind = 0 AND new.asking IS NULL) - (old.kind = 0 AND old.asking IS NULL),
    pictures = pictures
      + (new.kind = 1 AND new.asking IS NULL) - (old.kind = 1 AND old.asking IS NULL),
    asking = asking + (new.asking IS NOT NULL) - (old.asking IS NOT NULL);
END;

CREATE TABLE origin (
  origin TEXT PRIMARY KEY,
  allowed INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE problem (
  rowid INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  code TEXT NOT NULL,
  args TEXT NOT NULL,
  article TEXT,
  cause TEXT NOT NULL
) STRICT;

-- Every act of a person or of the queue, and what it changed.
CREATE TABLE batch (
  rowid INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  -- Set when it can be undone.
  kind TEXT,
  undone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX batch_undoable ON batch (rowid) WHERE kind IS NOT NULL AND undone = 0;

CREATE TABLE change (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  device INTEGER NOT NULL,
  entity TEXT NOT NULL,
  id TEXT NOT NULL,
  -- The row of an entry: what is kept in memory of it is to be read again.
  article INTEGER,
  op TEXT NOT NULL,
  -- What takes it back, as JSON; none where nothing can.
  inverse TEXT,
  batch INTEGER NOT NULL
) STRICT;
CREATE INDEX change_batch ON change (batch);

-- What the search index holds, always made from the rows themselves.
CREATE VIEW found_content AS
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

CREATE VIRTUAL TABLE found USING fts5 (
  title, byline, site, url, tags, topics, body, captions,
  content = 'found_content',
  content_rowid = 'rowid',
  tokenize = 'backfile'
);
