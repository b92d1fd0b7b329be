//! A page measured: for every node, what its subtree holds.
//!
//! One pass in document order decides what is visible, reads the hints and gathers runs of text
//! (what stands between two block boundaries); one pass from the end adds them up. Everything that
//! weighs one part of a page against another reads these sums.

use crate::{
    dom::{Dom, Id, Tag},
    hints::{ASIDE, Hints, Reader},
    text,
};

/// Sums over a subtree. Weights are characters without white space (see [`text::weight`]).
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stats {
    /// Weight of the visible text.
    pub(crate) text: u32,
    /// The part of it inside links.
    pub(crate) link: u32,
    /// How much of it reads like prose.
    pub(crate) prose: f32,
    /// Runs that read like a paragraph.
    pub(crate) paragraphs: u16,
    /// Links.
    pub(crate) links: u16,
    /// Block elements.
    pub(crate) blocks: u16,
    /// Pictures.
    pub(crate) images: u16,
}

impl Stats {
    /// The share of the text inside links.
    pub(crate) fn link_share(&self) -> f32 {
        if self.text == 0 { 0.0 } else { self.link as f32 / self.text as f32 }
    }
}

/// A run of text between two block boundaries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    /// The nearest block element around it.
    pub(crate) block: Id,
    /// Its first text node.
    pub(crate) start: Id,
    /// Weight of its text.
    pub(crate) weight: u32,
    /// The part of it inside links.
    pub(crate) link: u32,
    /// Sentence ends and commas.
    pub(crate) marks: u32,
    /// How much of it reads like prose.
    pub(crate) prose: f32,
}

/// What of a page counts as shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// What a browser shows.
    AsShown,
    /// Also what style or attributes hide, for pages that show their article by script only.
    Unhidden,
    /// Also what is there for browsers without scripts.
    WithoutScripts,
}

/// A page with its measures.
pub(crate) struct Page<'d> {
    /// The tree.
    pub(crate) dom: &'d Dom,
    /// Hints by node.
    pub(crate) hints: Vec<Hints>,
    /// Whether a node is shown, by node; text inside what is not shown counts nowhere.
    pub(crate) shown: Vec<bool>,
    /// Sums by node.
    pub(crate) stats: Vec<Stats>,
    /// The runs of text in order.
    pub(crate) runs: Vec<Run>,
    /// The body element, or 0.
    pub(crate) body: Id,
}

impl<'d> Page<'d> {
    /// Measures a page as `view` shows it.
    #[cfg(test)]
    pub(crate) fn measure(dom: &'d Dom, view: View) -> Self {
        Self::measure_showing(dom, view, &[])
    }

    /// Measures a page as `view` shows it, with the elements of `always`, which are in order,
    /// shown whatever hides them.
    pub(crate) fn measure_showing(dom: &'d Dom, view: View, always: &[Id]) -> Self {
        let count = dom.len() as usize;
        let mut page = Page {
            dom,
            hints: vec![Hints::NONE; count],
            shown: vec![true; count],
            stats: vec![Stats::default(); count],
            runs: Vec::new(),
            body: dom.find(0, Tag::Body).next().unwrap_or(0),
        };
        page.walk(view, always);
        page.add_up();
        page
    }

    fn walk(&mut self, view: View, always: &[Id]) {
        let dom = self.dom;
        let is_always = |id: Id| !always.is_empty() && always.binary_search(&id).is_ok();
        let mut reader = Reader::new(dom);
        let mut blocks: Vec<Id> = vec![0];
        let mut run: Option<Run> = None;
        let mut link_end = 0;
        let mut code_end = 0;
        for id in 1..dom.len() {
            let at = id as usize;
            while blocks.len() > 1 && id >= dom.end(blocks[blocks.len() - 1]) {
                blocks.pop();
                self.close(&mut run);
            }
            let block = blocks[blocks.len() - 1];
            if !self.shown[dom.parent(id) as usize] && !is_always(id) {
                self.shown[at] = false;
                continue;
            }
            if let Some(words) = dom.text(id) {
                let weight = text::weight(words);
                if weight == 0 {
                    continue;
                }
                let link = if id < link_end { weight } else { 0 };
                self.stats[at].text = weight;
                self.stats[at].link = link;
                let run = run.get_or_insert(Run {
                    block,
                    start: id,
                    weight: 0,
                    link: 0,
                    marks: 0,
                    prose: 0.0,
                });
                run.weight += weight;
                run.link += link;
                run.marks += marks(words);
                continue;
            }
            let Some(tag) = dom.tag(id) else { continue };
            let spoken = match tag {
                Tag::Template => dom.attr(id, "shadowrootmode").is_some(),
                Tag::Noscript => view == View::WithoutScripts || is_always(id),
                _ => false,
            };
            if tag.is_silent() && !spoken {
                self.shown[at] = false;
                continue;
            }
            // Colours of code are named "comment" and "tag"; they say nothing of the page.
            if tag == Tag::Pre {
                code_end = code_end.max(dom.end(id));
            }
            if !matches!(tag, Tag::Html | Tag::Body) && id >= code_end {
                self.hints[at] = reader.read(id);
                if view != View::Unhidden && is_hidden(dom, id, self.hints[at]) && !is_always(id) {
                    self.shown[at] = false;
                    continue;
                }
            }
            let stats = &mut self.stats[at];
            match tag {
                Tag::A => {
                    stats.links = 1;
                    link_end = link_end.max(dom.end(id));
                }
                Tag::Img => stats.images = 1,
                _ => {}
            }
            if tag.is_block() {
                stats.blocks = 1;
                self.close(&mut run);
                blocks.push(id);
            }
        }
        self.close(&mut run);
    }

    fn close(&mut self, run: &mut Option<Run>) {
        if let Some(mut run) = run.take() {
            run.prose = prose(&run, self.dom.tag(run.block).unwrap_or(Tag::Other));
            let stats = &mut self.stats[run.block as usize];
            stats.prose += run.prose;
            stats.paragraphs += u16::from(run.prose > 40.0);
            self.runs.push(run);
        }
    }

    fn add_up(&mut self) {
        for id in (1..self.dom.len()).rev() {
            let own = self.stats[id as usize];
            let parent = &mut self.stats[self.dom.parent(id) as usize];
            parent.text += own.text;
            parent.link += own.link;
            parent.prose += own.prose;
            parent.paragraphs = parent.paragraphs.saturating_add(own.paragraphs);
            parent.links = parent.links.saturating_add(own.links);
            parent.blocks = parent.blocks.saturating_add(own.blocks);
            parent.images = parent.images.saturating_add(own.images);
        }
    }

    /// Forgets names that cannot mean what they say: on elements that hold the headline, and of a
    /// kind that covers most of the page's prose.
    pub(crate) fn doubt_names(&mut self, headline: Option<Id>) {
        if let Some(headline) = headline {
            for up in self.dom.ancestors(headline) {
                self.hints[up as usize] = self.hints[up as usize].without(ASIDE);
            }
        }
        let total = self.stat(self.body).prose;
        for kind in ASIDE.each() {
            let mut covered = 0.0;
            let mut at = self.body;
            while at < self.dom.end(self.body) {
                if self.hint(at).any(kind) {
                    // What is full of links bears its name out.
                    let stats = self.stat(at);
                    let borne_out = kind == Hints::RELATED && stats.link_share() > 0.1;
                    covered += if borne_out { 0.0 } else { stats.prose };
                    at = self.dom.end(at);
                } else {
                    at += 1;
                }
            }
            // Comments and cards may well outweigh the article; they go as long as one is left. A
            // headline above the comments vouches for a short one.
            let vouched = headline.is_some_and(|headline| !self.inside(headline, kind));
            let limit = match kind {
                Hints::COMMENT if vouched => total - 200.0,
                Hints::COMMENT | Hints::CARD => total - 400.0,
                _ => total * 0.4,
            };
            if covered > limit && covered > 0.0 {
                self.hints.iter_mut().for_each(|hints| *hints = hints.without(kind));
            }
        }
    }

    /// Whether a node stands in something of that name.
    fn inside(&self, id: Id, name: Hints) -> bool {
        self.dom.ancestors(id).any(|up| self.hint(up).any(name))
    }

    /// Forgets every name that says "no article".
    pub(crate) fn forget_names(&mut self) {
        self.hints.iter_mut().for_each(|hints| *hints = hints.without(ASIDE));
    }

    /// The sums of a node.
    pub(crate) fn stat(&self, id: Id) -> &Stats {
        &self.stats[id as usize]
    }

    /// The hints of a node.
    pub(crate) fn hint(&self, id: Id) -> Hints {
        self.hints[id as usize]
    }

    /// Whether a node is shown.
    pub(crate) fn is_shown(&self, id: Id) -> bool {
        self.shown[id as usize]
    }

    /// Whether block elements stand below `id`.
    pub(crate) fn holds_blocks(&self, id: Id) -> bool {
        let own = self.dom.tag(id).is_some_and(Tag::is_block);
        self.stat(id).blocks > u16::from(own)
    }
}

/// How many marks of a sentence a text has.
fn marks(text: &str) -> u32 {
    let mut count = 0;
    let mut before = ' ';
    for c in text.chars() {
        count += match c {
            '.' | ',' | '!' | '?' | ';'
                if before.is_alphanumeric() || matches!(before, '”' | '"' | ')' | '’') =>
            {
                1
            }
            '。' | '，' | '、' | '！' | '？' | '।' | '،' | '؟' | '။' | '၊' | '።' => {
                1
            }
            _ => 0,
        };
        before = c;
    }
    count
}

/// How much of a run reads like prose: its weight without links, times how sure its length and
/// marks make us.
fn prose(run: &Run, tag: Tag) -> f32 {
    let weight = run.weight as f32;
    let share = run.link as f32 / weight;
    if share > 0.75 {
        return 0.0;
    }
    let sure: f32 = match (run.weight, run.marks) {
        (0..=24, _) => 0.0,
        (25..=59, 0) => 0.1,
        (25..=59, _) => 0.5,
        (60..=119, 0) => 0.3,
        (60..=119, _) => 0.85,
        (_, 0) => 0.4,
        _ => 1.0,
    };
    let place = match tag {
        Tag::P | Tag::Blockquote | Tag::Pre => 1.0,
        Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => 0.1,
        Tag::Li | Tag::Dd | Tag::Dt => 0.8,
        Tag::Td | Tag::Th => 0.7,
        Tag::Figcaption | Tag::Caption | Tag::Legend | Tag::Address | Tag::Footer => 0.2,
        _ => 0.9,
    };
    weight * (1.0 - share) * sure * place
}

fn is_hidden(dom: &Dom, id: Id, hints: Hints) -> bool {
    if hints.any(Hints::HIDDEN) && !hints.any(Hints::BODY) {
        return true;
    }
    for attr in dom.attrs(id) {
        match &*attr.name.local {
            "hidden" => return !attr.value.eq_ignore_ascii_case("until-found"),
            "aria-hidden" if attr.value.trim().eq_ignore_ascii_case("true") => return true,
            "style" if attr.value.len() < 2_000 => {
                let style: String = attr
                    .value
                    .chars()
                    .filter(|c| !c.is_whitespace())
                    .map(|c| c.to_ascii_lowercase())
                    .collect();
                if style.contains("display:none") || style.contains("visibility:hidden") {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}
