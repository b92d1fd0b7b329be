//! Markdown (CommonMark with tables) of sanitised HTML.
//!
//! Renderers let HTML in Markdown through, and text that was harmless as text would be that HTML. So
//! no text, code or address of an article may become markup: `tests/markdown.rs` asks a renderer.

mod inline;

use inline::{address, fence, push_apart, push_code, push_text};

use crate::dom::{Dom, Id, Tag};

/// Writes an article as Markdown: its title, which is plain text, as the first heading, then its
/// sanitised HTML as [`to_markdown`] does.
#[must_use]
pub fn article_to_markdown(title: &str, html: &str) -> String {
    let body = to_markdown(html);
    let mut heading = String::new();
    push_text(&mut heading, title);
    match heading.trim_end() {
        "" => body,
        heading => format!("# {heading}\n\n{body}"),
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
                // A lone return ends a line in Markdown, and only there.
                let text = self.verbatim(id).replace("\r\n", "\n").replace('\r', "\n");
                let fence = fence(&text, 3);
                out.push(format!("{fence}\n{}\n{fence}", text.trim_end_matches('\n')));
            }
            Tag::Ul | Tag::Ol => {
                out.extend(Some(self.list(id, tag)).filter(|list| !list.is_empty()))
            }
            Tag::Dl => {
                for child in self.dom.children(id) {
                    match self.dom.tag(child) {
                        Some(Tag::Dt) => out.push(format!("**{}**", self.inlines(child).trim())),
                        Some(_) => self.blocks(child, out),
                        None => {}
                    }
                }
            }
            Tag::Table => out.extend(Some(self.table(id)).filter(|table| !table.is_empty())),
            Tag::Figure => self.figure(id, out),
            _ => self.blocks(id, out),
        }
    }

    /// The text below an element as it stands.
    fn verbatim(&self, id: Id) -> String {
        self.dom.below(id).filter_map(|at| self.dom.text(at)).collect()
    }

    fn list(&self, id: Id, tag: Tag) -> String {
        let start = self.dom.attr(id, "start").and_then(|start| start.parse::<i64>().ok());
        // A number of ten digits is none of a list any more.
        let first = start.filter(|start| (0..=999_000_000).contains(start)).unwrap_or(1);
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
        self.each_inline(id, &mut out);
        out
    }

    fn inline(&self, id: Id, out: &mut String) {
        if let Some(text) = self.dom.text(id) {
            push_text(out, text);
            return;
        }
        let Some(tag) = self.dom.tag(id) else { return };
        match tag {
            Tag::Br => out.push_str("\\\n"),
            Tag::Strong | Tag::B => self.wrapped(id, &[Tag::Strong, Tag::B], "**", out),
            Tag::Em | Tag::I | Tag::Cite => {
                self.wrapped(id, &[Tag::Em, Tag::I, Tag::Cite], "*", out);
            }
            Tag::Del | Tag::S => self.wrapped(id, &[Tag::Del, Tag::S], "~~", out),
            Tag::Code | Tag::Kbd | Tag::Samp => self.code(id, out),
            Tag::A => {
                let text = self.behind(id, out);
                match self.dom.attr(id, "href") {
                    Some(href) if !text.trim().is_empty() => {
                        if text.starts_with(' ') {
                            out.push(' ');
                        } else if out.ends_with('!') {
                            // It would be a picture.
                            out.insert(out.len() - 1, '\\');
                        }
                        out.push_str(&format!("[{}]({})", text.trim(), address(href)));
                        if text.ends_with(' ') {
                            out.push(' ');
                        }
                    }
                    _ => push_apart(out, &text),
                }
            }
            Tag::Img => {
                if let Some(src) = self.dom.attr(id, "src") {
                    let mut alt = String::new();
                    push_text(&mut alt, self.dom.attr(id, "alt").unwrap_or_default());
                    out.push_str(&format!("![{}]({})", alt.trim_end(), address(src)));
                }
            }
            // A block where only a line has room: its words.
            _ if tag.is_block() => self.words(id, tag, out),
            _ => self.each_inline(id, out),
        }
    }

    fn code(&self, id: Id, out: &mut String) {
        let text = self.dom.text_of(id);
        // A bar ends a cell; renderers disagree about one behind a backslash in code.
        let cell = |up| matches!(self.dom.tag(up), Some(Tag::Td | Tag::Th));
        if text.contains("\\|") && self.dom.ancestors(id).any(cell) {
            push_text(out, &text);
        } else {
            push_code(out, &text);
        }
    }

    fn words(&self, id: Id, tag: Tag, out: &mut String) {
        if !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
        match tag {
            Tag::Pre => self.code(id, out),
            Tag::Li => {
                out.push_str("- ");
                self.each_inline(id, out);
            }
            _ => self.each_inline(id, out),
        }
        if !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }

    fn each_inline(&self, id: Id, out: &mut String) {
        for child in self.dom.children(id) {
            self.inline(child, out);
        }
    }

    /// What stands below an element, written as it has to be behind what stands before it.
    fn behind(&self, id: Id, out: &mut String) -> String {
        let start = out.len();
        self.each_inline(id, out);
        out.split_off(start)
    }

    /// Emphasis with its spaces outside the marks.
    fn wrapped(&self, id: Id, like: &[Tag], mark: &str, out: &mut String) {
        let text = self.behind(id, out);
        let inner = text.trim();
        // Marks within their like would end them, and four tildes begin code.
        let within = |up| self.dom.tag(up).is_some_and(|tag| like.contains(&tag));
        if inner.is_empty() || self.dom.ancestors(id).any(within) {
            push_apart(out, &text);
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
    let mut trimmed = text.trim_end_matches(' ');
    // A break at the end breaks nothing.
    while let Some(before) = trimmed.strip_suffix("\\\n") {
        trimmed = before.trim_end_matches(' ');
    }
    let trimmed = trimmed.trim();
    if !trimmed.is_empty() {
        out.push(trimmed.to_owned());
    }
    text.clear();
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
                "&lt;img src=x> \\&lt;b\\&gt; AT&T",
            ),
            ("<p><code>a`` &lt;img&gt; ``b\n\n&lt;img&gt;</code></p>", "```a`` <img> ``b <img>```"),
            ("<p><code>`</code></p>", "`` ` ``"),
            (
                "<p><img src=\"https://x.org/i\" alt=\"a] &lt;b&gt;\\\"></p>",
                "![a\\] &lt;b>\\\\](https://x.org/i)",
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
        assert_eq!(article, "# A &lt;b> line\\*\n\nx\n");
        assert_eq!(article_to_markdown(" ", "<p>x</p>"), "x\n");
    }

    #[test]
    fn every_kind_of_block_has_its_form() {
        let html = "<h2>One</h2><p>Two <strong>three </strong><a href=\"https://x.org/a_(b)\">four</a> *</p><ol start=\"3\"><li>a<ul><li>b</li></ul></li><li>c</li></ol><blockquote><p>q</p><p>r</p></blockquote><pre><code>x\n  y</code></pre><table><tbody><tr><th>h</th><th>i</th></tr><tr><td>1</td><td>2|3</td></tr></tbody></table><figure><img src=\"https://x.org/i.jpg\" alt=\"A\"><figcaption><span class=\"caption\">C</span> <span class=\"credit\">D</span></figcaption></figure>";
        let expected = "## One\n\nTwo **three** [four](<https://x.org/a_(b)>) \\*\n\n3. a\n\n   - b\n4. c\n\n> q\n>\n> r\n\n```\nx\n  y\n```\n\n| h | i |\n| --- | --- |\n| 1 | 2\\|3 |\n\n![A](https://x.org/i.jpg)\n\n*C D*\n";
        assert_eq!(to_markdown(html), expected);
    }
}
