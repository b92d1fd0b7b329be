//! Markdown (CommonMark with tables) of sanitised HTML.

use crate::dom::{Dom, Id, Tag};

/// Writes sanitised HTML as Markdown; headings are `#`, emphasis `*`, tables have bars.
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
                let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
                let fence = "`".repeat(longest.max(2) + 1);
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
            for c in text.chars() {
                if c.is_whitespace() && c != '\u{a0}' {
                    if !out.is_empty() && !out.ends_with([' ', '\n']) {
                        out.push(' ');
                    }
                } else {
                    if matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '#' if out.is_empty() || c != '#')
                    {
                        out.push('\\');
                    }
                    out.push(c);
                }
            }
            return;
        }
        let Some(tag) = self.dom.tag(id) else { return };
        match tag {
            Tag::Br => out.push_str("\\\n"),
            Tag::Strong | Tag::B => self.wrapped(id, "**", out),
            Tag::Em | Tag::I | Tag::Cite => self.wrapped(id, "*", out),
            Tag::Del | Tag::S => self.wrapped(id, "~~", out),
            Tag::Code | Tag::Kbd | Tag::Samp => {
                let text = self.dom.text_of(id);
                let mark = if text.contains('`') { "``" } else { "`" };
                out.push_str(&format!("{mark}{text}{mark}"));
            }
            Tag::A => {
                let text = self.inlines(id);
                match self.dom.attr(id, "href") {
                    Some(href) if !text.trim().is_empty() => {
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
                    let alt = self.dom.attr(id, "alt").unwrap_or_default().replace(['[', ']'], "");
                    out.push_str(&format!("![{}]({})", crate::text::collapse(&alt), address(src)));
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

fn address(href: &str) -> String {
    if href.contains(['(', ')', ' ']) { format!("<{href}>") } else { href.to_owned() }
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
    fn every_kind_of_block_has_its_form() {
        let html = "<h2>One</h2><p>Two <strong>three </strong><a href=\"https://x.org/a_(b)\">four</a> *</p><ol start=\"3\"><li>a<ul><li>b</li></ul></li><li>c</li></ol><blockquote><p>q</p><p>r</p></blockquote><pre><code>x\n  y</code></pre><table><tbody><tr><th>h</th><th>i</th></tr><tr><td>1</td><td>2|3</td></tr></tbody></table><figure><img src=\"https://x.org/i.jpg\" alt=\"A\"><figcaption><span class=\"caption\">C</span> <span class=\"credit\">D</span></figcaption></figure>";
        let expected = "## One\n\nTwo **three** [four](<https://x.org/a_(b)>) \\*\n\n3. a\n\n   - b\n4. c\n\n> q\n>\n> r\n\n```\nx\n  y\n```\n\n| h | i |\n| --- | --- |\n| 1 | 2\\|3 |\n\n![A](https://x.org/i.jpg)\n\n*C D*\n";
        assert_eq!(to_markdown(html), expected);
    }
}
