//! The one command of the window.

use serde_json::Value;

/// Does a call of the window.
#[tauri::command]
pub(crate) async fn call(name: String, _args: Value) -> Result<Value, Value> {
    Err(serde_json::json!({ "code": "bad_call", "name": name, "reason": "unknown" }))
}
