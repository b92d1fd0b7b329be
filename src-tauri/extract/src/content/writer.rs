//! Writes HTML and its plain text side by side.
//!
//! Tags open only when text comes, so that nothing empty is written; white space is one space, and
//! none stands at the start or end of a block.

/// One block while it is written.
#[derive(Default)]
pub(crate) struct Writer {
    /// HTML so far.
    html: String,
    /// Text so far.
    text: String,
    /// Tags that are open or wait to be: name, start tag, whether written, whether a block.
    open: Vec<Level>,
    space: bool,
    fresh: bool,
    line: bool,
    verbatim: u32,
}

struct Level {
    name: &'static str,
    start: String,
    written: bool,
    block: bool,
}

impl Writer {
    /// An empty block.
    pub(crate) fn new() -> Self {
        Self { fresh: true, ..Self::default() }
    }

    /// Whether no text was written.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Opens an inline element; `attributes` begin with a space or are empty.
    pub(crate) fn open(&mut self, name: &'static str, attributes: &str) {
        self.push(name, attributes, false);
    }

    /// Opens an element that starts a line of its own.
    pub(crate) fn open_block(&mut self, name: &'static str, attributes: &str) {
        self.break_line();
        self.push(name, attributes, true);
        self.verbatim += u32::from(name == "pre");
    }

    fn push(&mut self, name: &'static str, attributes: &str, block: bool) {
        let start = format!("<{name}{attributes}>");
        self.open.push(Level { name, start, written: false, block });
    }

    /// Closes the element that was opened last.
    pub(crate) fn close(&mut self) {
        let Some(level) = self.open.pop() else { return };
        if level.written {
            self.html.push_str("</");
            self.html.push_str(level.name);
            self.html.push('>');
        }
        if level.block {
            self.break_line();
            self.verbatim -= u32::from(level.name == "pre");
        }
    }

    /// What follows stands on a new line.
    pub(crate) fn break_line(&mut self) {
        self.space = false;
        self.fresh = true;
        self.line = !self.text.is_empty();
    }

    /// A line break inside a paragraph.
    pub(crate) fn br(&mut self) {
        if self.fresh && !self.line {
            return;
        }
        if self.verbatim > 0 {
            self.push_char('\n');
            return;
        }
        if !self.fresh {
            self.start_tags();
            self.html.push_str("<br>");
        }
        self.break_line();
    }

    fn start_tags(&mut self) {
        for level in self.open.iter_mut().filter(|level| !level.written) {
            self.html.push_str(&level.start);
            level.written = true;
        }
    }

    /// Text of the page.
    pub(crate) fn text(&mut self, text: &str) {
        for c in text.chars() {
            let white = c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}';
            if white && self.verbatim == 0 {
                self.space = !self.fresh;
            } else if !(c.is_control() && c != '\n' && c != '\t') {
                self.push_char(c);
            }
        }
    }

    fn push_char(&mut self, c: char) {
        if self.fresh {
            if self.line {
                self.text.push('\n');
            }
            self.fresh = false;
            self.line = false;
        } else if self.space {
            self.html.push(' ');
            self.text.push(' ');
        }
        self.space = false;
        if self.open.last().is_some_and(|level| !level.written) {
            self.start_tags();
        }
        match c {
            '&' => self.html.push_str("&amp;"),
            '<' => self.html.push_str("&lt;"),
            '>' => self.html.push_str("&gt;"),
            '\u{a0}' => self.html.push_str("&nbsp;"),
            c => self.html.push(c),
        }
        match c {
            '\u{a0}' | '\u{202f}' => self.text.push(' '),
            '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}' => {}
            c => self.text.push(c),
        }
    }

    /// A space between cells: a tab in the text.
    pub(crate) fn cell(&mut self) {
        if !self.fresh {
            self.text.push('\t');
            self.space = false;
        }
    }

    /// Writes the start tags that wait, so that an element stays although it holds no text.
    pub(crate) fn keep_empty(&mut self) {
        self.start_tags();
    }

    /// HTML and text of the block; closes what is open.
    pub(crate) fn finish(mut self) -> (String, String) {
        while !self.open.is_empty() {
            self.close();
        }
        let text = self.text.trim().to_owned();
        (self.html, text)
    }
}

/// Escapes an attribute's value.
pub(crate) fn escape(value: &str) -> String {
    value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
