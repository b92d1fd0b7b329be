//! `backfile highlights`.

use serde_json::json;

use crate::stage::Stage;

#[test]
fn passages_are_printed_as_markdown_and_as_lines_of_json() {
    let stage = Stage::new();
    let id = stage.saved("/courier/ferry");
    let version = stage.call("article", json!({ "id": id, "version": null }))["version"].clone();
    for (exact, note) in [("*One*\n\nand two", Some("A thought.")), ("The second", None)] {
        let quote = json!({ "exact": exact, "prefix": "", "suffix": "", "start": 0 });
        let words = json!({ "id": id, "version": version, "quote": quote, "note": note });
        stage.call("add_highlight", words);
    }
    let run = stage.run(&["highlights", "thought"]).well();
    let url = stage.server.url("/courier/ferry");
    assert_eq!(
        run.text(),
        format!(
            "> \\*One\\*\n>\n> and two\n>\n> — [The ferry that refused to retire](<{url}>), The Harbour \
             Courier\n\nA thought.\n\n"
        )
    );
    let lines = stage.run(&["highlights", "--json"]).well().lines();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (&lines[0]["highlight"]["quote"]["exact"], &lines[0]["article"]),
        (&json!("The second"), &json!(id))
    );
    assert_eq!(lines[1]["highlight"]["found"], true);
    assert!(stage.run(&["highlights", "nowhere"]).well().text().is_empty());
}
