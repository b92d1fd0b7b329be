//! What the rows of each table look like, so that a row is taken for what it is wherever it
//! stands: a page may lie where another belongs.

use rusqlite::{Connection, types::Value};
use uuid::Uuid;

use super::records::Row;
use crate::Result;

/// The tables that are salvaged, those first that others refer to. What is derived is made
/// anew, and what could be undone no longer can.
const TABLES: [&str; 26] = [
    "dictionary",
    "base",
    "article",
    "version",
    "address",
    "alias",
    "tombstone",
    "version_page",
    "sighting",
    "correction",
    "restored",
    "highlight",
    "tag",
    "article_tag",
    "saved_search",
    "media",
    "version_media",
    "based",
    "job",
    "origin",
    "setting",
    "problem",
    "rule",
    "contact",
    "contact_article",
    "hold",
];
/// Those whose rows are like no other table's, so that one is known without its table.
const KNOWN_ALONE: [&str; 10] = [
    "dictionary",
    "base",
    "article",
    "version",
    "version_page",
    "sighting",
    "highlight",
    "tag",
    "media",
    "version_media",
];

struct Column {
    name: String,
    kind: String,
    is_needed: bool,
    is_number: bool,
}

/// The shape of a table's rows.
pub(super) struct Shape {
    pub(super) table: &'static str,
    /// Whether a row of it is known without its table.
    pub(super) is_known_alone: bool,
    /// Whether it has no row numbers.
    is_keyed: bool,
    columns: Vec<Column>,
}

/// The shapes of all tables, from a database that has them.
pub(super) fn shapes(connection: &Connection) -> Result<Vec<Shape>> {
    TABLES.iter().map(|table| shape(connection, table)).collect()
}

fn shape(connection: &Connection, table: &'static str) -> Result<Shape> {
    let keyed = "SELECT wr FROM pragma_table_list WHERE name = ?1 AND schema = 'main'";
    let is_keyed: bool = connection.query_row(keyed, [table], |row| row.get(0))?;
    // Columns that are computed stand in no row.
    let mut statement =
        connection.prepare("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1)")?;
    let columns = statement.query_map([table], |row| {
        let (kind, pk): (String, i64) = (row.get(1)?, row.get(3)?);
        let is_number = !is_keyed && pk == 1 && kind == "INTEGER";
        let is_needed = row.get::<_, bool>(2)? || pk > 0;
        Ok(Column { name: row.get(0)?, kind, is_needed, is_number })
    })?;
    let columns = columns.collect::<rusqlite::Result<_>>()?;
    Ok(Shape { table, is_known_alone: KNOWN_ALONE.contains(&table), is_keyed, columns })
}

impl Shape {
    /// The statement that puts a row in, unless one of its key is there.
    pub(super) fn insert(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|column| column.name.as_str()).collect();
        let places: Vec<_> = (1..=names.len()).map(|place| format!("?{place}")).collect();
        let (names, places) = (names.join(", "), places.join(", "));
        format!("INSERT OR IGNORE INTO {} ({names}) VALUES ({places})", self.table)
    }

    /// The values of a row of this table; none when it is of another, or broken.
    pub(super) fn fit(&self, row: &Row) -> Option<Vec<Value>> {
        // A row that was written before a column was added has none for it.
        let shortest = self.columns.len() - usize::from(self.table == "version");
        let count = row.values.len();
        if row.number.is_none() != self.is_keyed
            || !(shortest..=self.columns.len()).contains(&count)
        {
            return None;
        }
        let given = row.values.iter().cloned().chain(std::iter::repeat(Value::Null));
        let mut values = Vec::with_capacity(self.columns.len());
        for (column, value) in self.columns.iter().zip(given) {
            if column.is_number {
                if value != Value::Null {
                    return None;
                }
                values.push(Value::Integer(row.number?));
                continue;
            }
            if !column.takes(&value) {
                return None;
            }
            values.push(value);
        }
        Some(values)
    }
}

impl Column {
    fn takes(&self, value: &Value) -> bool {
        match (self.kind.as_str(), value) {
            (_, Value::Null) => !self.is_needed,
            ("INTEGER", Value::Integer(_))
            | ("REAL", Value::Integer(_) | Value::Real(_))
            | ("BLOB", Value::Blob(_)) => true,
            ("TEXT", Value::Text(text)) => match self.name.as_str() {
                "id" => Uuid::try_parse(text).is_ok(),
                name if name.ends_with("sha256") => {
                    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
                }
                _ => true,
            },
            _ => false,
        }
    }
}
