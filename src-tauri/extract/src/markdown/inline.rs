//! Words, code and addresses in Markdown: each is written so that a renderer sees no other markup
//! in them than what stands here. Raw HTML is what it has to be kept from above all.

/// Appends text, every run of white space as one space and every mark of Markdown as itself.
pub(super) fn push_text(out: &mut String, text: &str) {
    for (at, c) in text.char_indices() {
        if c.is_whitespace() && c != '\u{a0}' {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
            continue;
        }
        if c == '<' {
            // A backslash before it would be taken for the end of an address that stands before it.
            out.push_str("&lt;");
            continue;
        }
        let mark = match c {
            // The tilde, too: three of them begin code, which the next three end.
            '\\' | '*' | '_' | '`' | '~' | '[' | ']' => true,
            '#' => out.is_empty(),
            '&' => is_reference(&text[at..]),
            _ => false,
        };
        if mark {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Whether a text begins with what a renderer reads as a character's name or number.
fn is_reference(text: &str) -> bool {
    let name = text.get(1..).and_then(|rest| rest.split_once(';')).map(|(name, _)| name);
    name.is_some_and(|name| {
        let name = name.strip_prefix('#').unwrap_or(name);
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Appends code on one line, between more backticks than stand in it.
pub(super) fn push_code(out: &mut String, text: &str) {
    let text = text.split(['\n', '\r']).map(str::trim).collect::<Vec<_>>().join(" ");
    if text.trim().is_empty() {
        push_text(out, &text);
        return;
    }
    let mark = fence(&text, 1);
    // One space on each side is not shown, so text that begins or ends with a mark has room.
    let room = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    // Where bare addresses become links, one that runs into code takes the code's mark with it.
    let run = out.rsplit(char::is_whitespace).next().unwrap_or_default().to_ascii_lowercase();
    if run.contains("://") || run.contains("www.") {
        out.push(' ');
    }
    push_apart(out, &format!("{mark}{room}{text}{room}{mark}"));
}

/// As many backticks as end nothing in a text, but some at least.
pub(super) fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat((longest + 1).max(least))
}

/// Appends what is written already; where code meets code, their marks would run together.
pub(super) fn push_apart(out: &mut String, written: &str) {
    if out.ends_with('`') && written.starts_with('`') {
        out.push(' ');
    }
    out.push_str(written);
}

/// An address as a link or a picture names it. What stands behind `#` or `mailto:` may hold any
/// character, and a backtick or a bracket there would end the link's markup.
pub(super) fn address(href: &str) -> String {
    let mut out = String::with_capacity(href.len());
    let mut buffer = [0; 4];
    for (at, c) in href.char_indices() {
        let ends =
            matches!(c, '<' | '>' | '`' | '\\' | '"' | '|') || c.is_whitespace() || c.is_control();
        if ends {
            for byte in c.encode_utf8(&mut buffer).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
            continue;
        }
        if c == '&' && is_reference(&href[at..]) {
            out.push('\\');
        }
        out.push(c);
    }
    if out.contains(['(', ')']) { format!("<{out}>") } else { out }
}
