-- What every list is made of, for many entries at once, so that a large archive opens without
-- reading each row. It can be made anew from the rows: whatever changed after the change that
-- `spine` names is read from the rows.
--
-- A later migration that changes a row's times or states without a change in the log empties
-- `spine`.
CREATE TABLE spine (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  -- Number of the last change before the parts were begun.
  seq INTEGER NOT NULL
) STRICT;

-- 32,768 rows in each, by the first of them, divided by that.
CREATE TABLE spine_part (
  part INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;
