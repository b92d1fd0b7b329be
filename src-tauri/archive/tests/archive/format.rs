//! That `docs/format.md` tells of everything that an archive consists of.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::help::home;

const DOC: &str = include_str!("../../../../docs/format.md");

#[test]
fn every_table_is_told_of_and_no_other() {
    let home = home();
    let connection = Connection::open(home.dir.path().join("archive.sqlite")).unwrap();
    let mut statement = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        .unwrap();
    let tables: BTreeSet<String> =
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let index = |name: &str| name.starts_with("found");
    let told: BTreeSet<&str> = DOC
        .lines()
        .skip_while(|line| *line != "## Tables")
        .filter(|line| line.starts_with("| `"))
        .flat_map(|line| line.split('|').nth(1).unwrap().split('`').skip(1).step_by(2))
        .collect();
    for table in tables.iter().filter(|table| !index(table)) {
        assert!(told.contains(table.as_str()), "{table} is not told of");
    }
    for table in told.iter().filter(|table| !index(table)) {
        assert!(tables.contains(*table), "there is no table {table}");
    }
    assert!(told.contains("found"));
}

#[test]
fn the_numbers_are_those_of_the_program() {
    let home = home();
    let connection = Connection::open(home.dir.path().join("archive.sqlite")).unwrap();
    let number =
        |pragma| -> i64 { connection.pragma_query_value(None, pragma, |row| row.get(0)).unwrap() };
    assert!(DOC.contains(&format!("about format {}.", number("user_version"))));
    assert!(DOC.contains(&format!("`0x{:X}`", number("application_id"))));
}
