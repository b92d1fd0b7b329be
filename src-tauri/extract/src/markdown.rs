//! Markdown (CommonMark with tables) of sanitised HTML.

use crate::dom::{Dom, Id, Tag};

/// Writes an article as Markdown: its title, which is plain text, as the first heading, then its
/// sanitised HTML as [`to_markdown`] does.
#[must_use]
pub fn article_to_markdown(title: &str, html: &str) -> String {
    let mut heading = String::new();
    write_text(title, &mut heading);
    match (heading.trim(), to_markdown(html)) {
        ("", body) => body,
        (heading, body) => format!("# {heading}\n\n{body}"),
    }
}

/// Writes sanitised HTML as Markdown; headings are `#`, emphasis `*`, tables have bars. No text in
/// it is read as HTML by whoever reads the Markdown.
#[must_use]
pub fn to_markdown(html: &str) -> String {
    let dom = Dom::parse(html);
    let body = dom.find(0, Tag::Body).next().unwrap_or(0);
    let mut blocks = Vec::new();
    Markdown { dom: &dom }.blocks(body, &mut blocks);
    let mut out = blocks.join("\n\n");
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

struct Markdown<'d> {
    dom: &'d Dom,
}

impl Markdown<'_> {
    /// The blocks below an element; loose inline content becomes a paragraph.
    fn blocks(&self, id: Id, out: &mut Vec<String>) {
        let mut loose = String::new();
        for child in self.dom.children(id) {
            let block = self.dom.tag(child).is_some_and(Tag::is_block);
            if block {
                push(out, &mut loose);
                self.block(child, out);
            } else {
                self.inline(child, &mut loose);
            }
        }
        push(out, &mut loose);
    }

    fn block(&self, id: Id, out: &mut Vec<String>) {
        let Some(tag) = self.dom.tag(id) else { return };
        match tag {
            Tag::P => {
                let mut text = self.inlines(id);
                push(out, &mut text);
            }
            _ if tag.heading_level().is_some() => {
                let level = usize::from(tag.heading_level().unwrap_or(2));
                let text = self.inlines(id).replace("\\\n", " ");
                if !text.trim().is_empty() {
                    out.push(format!("{} {}", "#".repeat(level), text.trim()));
                }
            }
            Tag::Hr => out.push("---".to_owned()),
            Tag::Blockquote => {
                let mut inner = Vec::new();
                self.blocks(id, &mut inner);
                out.push(prefix(&inner.join("\n\n"), "> ", "> "));
            }
            Tag::Pre => {
                let text: String = self.dom.below(id).filter_map(|at| self.dom.text(at)).collect();
                let fence = "`".repeat(longest_run_of_ticks(&text).max(2) + 1);
                out.push(format!("{fence}\n{}\n{fence}", text.trim_end_matches('\n')));
            }
            Tag::Ul | Tag::Ol => out.push(self.list(id, tag)),
            Tag::Dl => {
                for child in self.dom.children(id) {
                    match self.dom.tag(child) {
                        Some(Tag::Dt) => out.push(format!("**{}**", self.inlines(child).trim())),
                        Some(_) => self.blocks(child, out),
                        None => {}
                    }
                }
            }
            Tag::Table => out.push(self.table(id)),
            Tag::Figure => self.figure(id, out),
            _ => self.blocks(id, out),
        }
    }

    fn list(&self, id: Id, tag: Tag) -> String {
        let first: i64 =
            self.dom.attr(id, "start").and_then(|start| start.parse().ok()).unwrap_or(1).max(0);
        let mut items = Vec::new();
        let list = self.dom.children(id).filter(|&item| self.dom.is(item, Tag::Li));
        for (number, item) in (first..).zip(list) {
            let mut inner = Vec::new();
            self.blocks(item, &mut inner);
            let mark = if tag == Tag::Ol { format!("{number}. ") } else { "- ".to_owned() };
            items.push(prefix(&inner.join("\n\n"), &mark, &" ".repeat(mark.len())));
        }
        items.join("\n")
    }

    fn table(&self, id: Id) -> String {
        let rows: Vec<Vec<String>> = self
            .dom
            .find(id, Tag::Tr)
            // The rows of a table in a cell are written with that cell, once.
            .filter(|&row| {
                self.dom.ancestors(row).find(|&up| self.dom.is(up, Tag::Table)) == Some(id)
            })
            .map(|row| {
                let cells = self
                    .dom
                    .children(row)
                    .filter(|&cell| matches!(self.dom.tag(cell), Some(Tag::Td | Tag::Th)));
                cells
                    .map(|cell| {
                        self.inlines(cell)
                            .replace("\\\n", " ")
                            .replace('\n', " ")
                            .replace('|', "\\|")
                            .trim()
                            .to_owned()
                    })
                    .collect()
            })
            .collect();
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let line = |cells: &[String]| {
            let filled = (0..width).map(|at| cells.get(at).map_or("", String::as_str));
            format!("| {} |", filled.collect::<Vec<_>>().join(" | "))
        };
        let mut lines = Vec::new();
        if let Some(caption) = self.dom.find(id, Tag::Caption).next() {
            lines.push(format!("{}\n", self.inlines(caption).trim()));
        }
        for (index, row) in rows.iter().enumerate() {
            lines.push(line(row));
            if index == 0 {
                lines.push(format!("|{}", " --- |".repeat(width)));
            }
        }
        lines.join("\n")
    }

    /// Whether the nearest element of that tag around `id` is `owner`: what stands in one within it
    /// is written with that one, and once.
    fn is_own(&self, id: Id, owner: Id, tag: Tag) -> bool {
        self.dom.ancestors(id).find(|&up| self.dom.is(up, tag)) == Some(owner)
    }

    fn figure(&self, id: Id, out: &mut Vec<String>) {
        for img in self.dom.find(id, Tag::Img).filter(|&img| self.is_own(img, id, Tag::Figure)) {
            let mut text = String::new();
            self.inline(img, &mut text);
            push(out, &mut text);
        }
        let captions = self.dom.find(id, Tag::Figcaption);
        for caption in captions.filter(|&caption| self.is_own(caption, id, Tag::Figure)) {
            let text = self.inlines(caption);
            let text = text.trim();
            if !text.is_empty() {
                out.push(if text.contains(['*', '\n']) {
                    text.to_owned()
                } else {
                    format!("*{text}*")
                });
            }
        }
    }

    fn inlines(&self, id: Id) -> String {
        let mut out = String::new();
        for child in self.dom.children(id) {
            self.inline(child, &mut out);
        }
        out
    }

    fn inline(&self, id: Id, out: &mut String) {
        if let Some(text) = self.dom.text(id) {
            write_text(text, out);
            return;
        }
        let Some(tag) = self.dom.tag(id) else { return };
        match tag {
            Tag::Br => out.push_str("\\\n"),
            Tag::Strong | Tag::B => self.wrapped(id, "**", out),
            Tag::Em | Tag::I | Tag::Cite => self.wrapped(id, "*", out),
            Tag::Del | Tag::S => self.wrapped(id, "~~", out),
            Tag::Code | Tag::Kbd | Tag::Samp => {
                // On one line: an empty one would end the paragraph, and with it the code.
                let text = crate::text::collapse(&self.dom.text_of(id));
                if text.is_empty() {
                    return;
                }
                let mark = "`".repeat(longest_run_of_ticks(&text) + 1);
                let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
                out.push_str(&format!("{mark}{space}{text}{space}{mark}"));
            }
            Tag::A => {
                let text = self.inlines(id);
                match self.dom.attr(id, "href") {
                    Some(href) if !text.trim().is_empty() => {
                        if out.ends_with('!') {
                            // It would be a picture.
                            out.insert(out.len() - 1, '\\');
                        }
                        out.push_str(&format!("[{}]({})", text.trim(), address(href)));
                        if text.ends_with(' ') {
                            out.push(' ');
                        }
                    }
                    _ => out.push_str(&text),
                }
            }
            Tag::Img => {
                if let Some(src) = self.dom.attr(id, "src") {
                    let mut alt = String::new();
                    write_text(self.dom.attr(id, "alt").unwrap_or_default(), &mut alt);
                    out.push_str(&format!("![{}]({})", alt.trim(), address(src)));
                }
            }
            _ if tag.is_block() => {
                let mut blocks = Vec::new();
                self.block(id, &mut blocks);
                out.push_str(&blocks.join(" "));
            }
            _ => out.push_str(&self.inlines(id)),
        }
    }

    /// Emphasis with its spaces outside the marks.
    fn wrapped(&self, id: Id, mark: &str, out: &mut String) {
        let text = self.inlines(id);
        let inner = text.trim();
        if inner.is_empty() {
            out.push_str(&text);
            return;
        }
        if text.starts_with(' ') && !out.ends_with(' ') {
            out.push(' ');
        }
        out.push_str(&format!("{mark}{inner}{mark}"));
        if text.ends_with(' ') {
            out.push(' ');
        }
    }
}

fn push(out: &mut Vec<String>, text: &mut String) {
    let trimmed = text.trim().trim_end_matches('\\').trim_end();
    if !trimmed.is_empty() {
        out.push(trimmed.to_owned());
    }
    text.clear();
}

/// Writes text so that nothing in it is a mark.
fn write_text(text: &str, out: &mut String) {
    for (at, c) in text.char_indices() {
        if c.is_whitespace() && c != '\u{a0}' {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
            continue;
        }
        let is_mark = match c {
            '\\' | '*' | '_' | '`' | '[' | ']' | '<' => true,
            '#' => out.is_empty(),
            '&' => is_reference(&text[at + 1..]),
            _ => false,
        };
        if is_mark {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Whether what follows an ampersand makes a character reference of it.
fn is_reference(rest: &str) -> bool {
    let end = rest.find(|c: char| c != '#' && !c.is_ascii_alphanumeric());
    end.is_some_and(|end| end > 0 && rest[end..].starts_with(';'))
}

fn longest_run_of_ticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// An address as a link's target. Addresses of the web are escaped as far as they have to be; those
/// of mail may hold anything.
fn address(href: &str) -> String {
    let mut escaped = String::with_capacity(href.len());
    for c in href.chars() {
        match c {
            '<' | '>' | '\\' | '`' | '"' | '|' => {
                escaped.push_str(&format!("%{:02X}", u32::from(c)))
            }
            c if c.is_whitespace() || c.is_control() => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    escaped.push_str(&format!("%{byte:02X}"));
                }
            }
            c => escaped.push(c),
        }
    }
    if escaped.contains(['(', ')']) { format!("<{escaped}>") } else { escaped }
}

fn prefix(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::new();
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let start = if index == 0 { first } else { rest };
        out.push_str(if line.is_empty() { start.trim_end() } else { start });
        out.push_str(line);
    }
    if text.is_empty() {
        out.push_str(first.trim_end());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_figures_within_their_like_are_written_once() {
        let cells = "<table><tr><td>a</td><td>".repeat(30);
        let html = format!("{cells}end{}", "</td></tr></table>".repeat(30));
        assert_eq!(to_markdown(&html).matches("end").count(), 1);
        let figures = "<figure><img src=\"https://a.example/x\"><figcaption>a ".repeat(30);
        let html = format!("{figures}end{}", "</figcaption></figure>".repeat(30));
        let written = to_markdown(&html);
        assert_eq!((written.matches("end").count(), written.matches("![").count()), (1, 30));
    }

    #[test]
    fn no_text_becomes_a_mark_or_html() {
        for (html, markdown) in [
            (
                "<p>&lt;img src=x&gt; &amp;lt;b&amp;gt; AT&amp;T</p>",
                "\\<img src=x> \\&lt;b\\&gt; AT&T",
            ),
            ("<p><code>a`` &lt;img&gt; ``b\n\n&lt;img&gt;</code></p>", "```a`` <img> ``b <img>```"),
            ("<p><code>`</code></p>", "`` ` ``"),
            (
                "<p><img src=\"https://x.org/i\" alt=\"a] &lt;b&gt;\\\"></p>",
                "![a\\] \\<b>\\\\](https://x.org/i)",
            ),
            ("<p>Look!<a href=\"https://x.org/\">x</a></p>", "Look\\![x](https://x.org/)"),
            (
                "<p><a href=\"mailto:a b&lt;img src=x&gt;\">m</a></p>",
                "[m](mailto:a%20b%3Cimg%20src=x%3E)",
            ),
        ] {
            assert_eq!(to_markdown(html).trim_end(), markdown, "{html}");
        }
        let article = article_to_markdown("A <b>\nline*", "<p>x</p>");
        assert_eq!(article, "# A \\<b> line\\*\n\nx\n");
        assert_eq!(article_to_markdown(" ", "<p>x</p>"), "x\n");
    }

    #[test]
    fn every_kind_of_block_has_its_form() {
        let html = "<h2>One</h2><p>Two <strong>three </strong><a href=\"https://x.org/a_(b)\">four</a> *</p><ol start=\"3\"><li>a<ul><li>b</li></ul></li><li>c</li></ol><blockquote><p>q</p><p>r</p></blockquote><pre><code>x\n  y</code></pre><table><tbody><tr><th>h</th><th>i</th></tr><tr><td>1</td><td>2|3</td></tr></tbody></table><figure><img src=\"https://x.org/i.jpg\" alt=\"A\"><figcaption><span class=\"caption\">C</span> <span class=\"credit\">D</span></figcaption></figure>";
        let expected = "## One\n\nTwo **three** [four](<https://x.org/a_(b)>) \\*\n\n3. a\n\n   - b\n4. c\n\n> q\n>\n> r\n\n```\nx\n  y\n```\n\n| h | i |\n| --- | --- |\n| 1 | 2\\|3 |\n\n![A](https://x.org/i.jpg)\n\n*C D*\n";
        assert_eq!(to_markdown(html), expected);
    }
}
