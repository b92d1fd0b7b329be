//! Marks the parts below the article's element that are not the article.
//!
//! Each step looks at elements from the outside in and marks whole subtrees with a reason. Names
//! and links propose; the share of the article's prose that an element holds can veto.

use crate::{
    dom::{Dom, Id, Tag},
    hints::Hints,
    page::Page,
};

use super::{phrases, reason::Reason, select::Choice};

/// An element named as boilerplate stays when it holds more than this share of the prose.
const VETO: f32 = 0.35;

/// Marks by node; a marked node goes with everything below it.
pub(crate) struct Marks {
    marks: Vec<Option<Reason>>,
}

impl Marks {
    /// Why a node is left out, if it is.
    pub(crate) fn get(&self, id: Id) -> Option<Reason> {
        self.marks[id as usize]
    }

    pub(crate) fn set(&mut self, id: Id, reason: Reason) {
        self.marks[id as usize].get_or_insert(reason);
    }

    /// Sets or takes a mark, whatever was set before.
    pub(crate) fn put(&mut self, id: Id, reason: Option<Reason>) {
        self.marks[id as usize] = reason;
    }
}

/// Marks what is not the article below `choice.root`.
pub(crate) fn mark(page: &Page<'_>, choice: &Choice, title: &str, host: Option<&str>) -> Marks {
    let mut marks = Marks { marks: vec![None; page.dom.len() as usize] };
    let cleaner = Cleaner {
        page,
        root: choice.root,
        total: page.stat(choice.root).prose.max(1.0),
        title,
        host,
    };
    cleaner.each(&mut marks, |cleaner, id| cleaner.by_tag_or_name(id));
    cleaner.headings(&mut marks);
    cleaner.each(&mut marks, |cleaner, id| cleaner.by_links(id));
    marks
}

/// Marks what is no content on any page: menus, forms, the foot, side columns; links stay, since
/// on a page that is no article they are what it is about. `thread` says that comments are, too.
pub(crate) fn mark_frame(page: &Page<'_>, thread: bool) -> Marks {
    let mut marks = Marks { marks: vec![None; page.dom.len() as usize] };
    let cleaner = Cleaner {
        page,
        root: page.body,
        total: page.stat(page.body).text.max(1) as f32,
        title: "",
        host: None,
    };
    cleaner.each(&mut marks, |cleaner, id| cleaner.frame(id, thread));
    marks
}

struct Cleaner<'p, 'd> {
    page: &'p Page<'d>,
    root: Id,
    total: f32,
    title: &'p str,
    host: Option<&'p str>,
}

/// The last two parts of a host's name, enough to tell a site's own links from others.
pub(crate) fn site_of(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    let (_, second) = (dots.next(), dots.next());
    second.map_or(host, |at| &host[at + 1..])
}

impl Cleaner<'_, '_> {
    /// Asks `judge` about each element below the root that is not inside a marked one.
    fn each(&self, marks: &mut Marks, judge: impl Fn(&Self, Id) -> Option<Reason>) {
        let dom = self.page.dom;
        let mut id = self.root + 1;
        while id < dom.end(self.root) {
            if marks.get(id).is_some() {
                id = dom.end(id);
                continue;
            }
            if dom.tag(id).is_some()
                && let Some(reason) = judge(self, id)
            {
                marks.set(id, reason);
                id = dom.end(id);
                continue;
            }
            id += 1;
        }
    }

    fn share(&self, id: Id) -> f32 {
        self.page.stat(id).prose / self.total
    }

    fn by_tag_or_name(&self, id: Id) -> Option<Reason> {
        let page = self.page;
        let tag = page.dom.tag(id)?;
        if !page.is_shown(id) {
            // Pictures for browsers without scripts stand in `noscript`; players carry posters.
            return match tag {
                Tag::Noscript | Tag::Video | Tag::Iframe | Tag::Audio | Tag::Math => None,
                _ => Some(Reason::Hidden),
            };
        }
        let share = self.share(id);
        let by_tag = match tag {
            Tag::Nav => Some(Reason::Navigation),
            // An accordion's headline is a button too.
            Tag::Button if self.is_headline_button(id) => None,
            Tag::Button | Tag::Input | Tag::Label | Tag::Fieldset => Some(Reason::Controls),
            Tag::Form => Some(Reason::Controls),
            Tag::Menu => Some(Reason::Navigation),
            Tag::Dialog => Some(Reason::Wall),
            Tag::Footer if !self.inside(id, Tag::Blockquote) => Some(Reason::Footer),
            Tag::Aside => Some(Reason::Sidebar),
            _ => None,
        };
        if let Some(reason) = by_tag {
            if tag == Tag::Aside && self.is_box(id) {
                return None;
            }
            // An aside with several paragraphs is a box of the article more often than not.
            let limit = if tag == Tag::Aside { 0.2 } else { VETO };
            return (share < limit).then_some(reason);
        }
        self.by_name(id, tag, share)
    }

    fn frame(&self, id: Id, thread: bool) -> Option<Reason> {
        let page = self.page;
        let tag = page.dom.tag(id)?;
        if !page.is_shown(id) {
            return Some(Reason::Hidden);
        }
        let by_tag = match tag {
            Tag::Nav | Tag::Menu => Some(Reason::Navigation),
            Tag::Button | Tag::Input | Tag::Label | Tag::Fieldset | Tag::Form => {
                Some(Reason::Controls)
            }
            Tag::Dialog => Some(Reason::Wall),
            Tag::Footer => Some(Reason::Footer),
            Tag::Aside => Some(Reason::Sidebar),
            _ => None,
        };
        const NAMES: &[(Hints, Reason)] = &[
            (Hints::NAV, Reason::Navigation),
            (Hints::HEADER, Reason::Navigation),
            (Hints::FOOTER, Reason::Footer),
            (Hints::SIDEBAR, Reason::Sidebar),
            (Hints::WALL, Reason::Wall),
            (Hints::AD, Reason::Advertisement),
            (Hints::SHARE, Reason::Share),
        ];
        let hints = page.hint(id);
        let comments = (!thread && hints.any(Hints::COMMENT)).then_some(Reason::Comments);
        let by_name = || {
            let named = NAMES.iter().find(|(hint, _)| hints.any(*hint));
            named.map(|(_, reason)| *reason).or(comments)
        };
        // What holds most of the page is not its frame, whatever it is called.
        by_tag.or_else(by_name).filter(|_| (page.stat(id).text as f32) < 0.5 * self.total)
    }

    /// Whether an element is a box of the article, such as a tip or a list of ingredients: called
    /// so, and without links to other pages.
    fn is_box(&self, id: Id) -> bool {
        self.page.hint(id).any(Hints::BOX) && self.page.stat(id).link_share() < 0.3
    }

    fn is_headline_button(&self, id: Id) -> bool {
        let dom = self.page.dom;
        let in_heading = dom.ancestors(id).take(2).any(|up| {
            dom.tag(up).is_some_and(|tag| tag.heading_level().is_some() || tag == Tag::Dt)
        });
        let opens =
            dom.attr(id, "aria-expanded").is_some() || dom.attr(id, "aria-controls").is_some();
        let text = dom.text_of(id);
        in_heading && text.len() > 3 || opens && text.ends_with('?')
    }

    fn inside(&self, id: Id, tag: Tag) -> bool {
        let dom = self.page.dom;
        dom.ancestors(id).take_while(|&up| up > self.root).any(|up| dom.is(up, tag))
    }

    fn by_name(&self, id: Id, tag: Tag, share: f32) -> Option<Reason> {
        let hints = self.page.hint(id);
        if hints == Hints::NONE || hints.any(Hints::BODY) {
            return None;
        }
        let stats = self.page.stat(id);
        let is_figure = matches!(tag, Tag::Figure | Tag::Figcaption | Tag::Img | Tag::Picture);
        const NAMES: &[(Hints, Reason, f32)] = &[
            (Hints::COMMENT, Reason::Comments, 0.8),
            (Hints::WALL, Reason::Wall, 0.2),
            (Hints::AD, Reason::Advertisement, 0.2),
            (Hints::SHARE, Reason::Share, 0.1),
            (Hints::CARD, Reason::Links, 0.3),
            (Hints::RELATED, Reason::Related, 0.3),
            (Hints::PROMO, Reason::Promotion, 0.2),
            (Hints::BIO, Reason::AuthorBox, 0.25),
            (Hints::TAGS, Reason::Topics, 0.1),
            (Hints::NAV, Reason::Navigation, 0.2),
            (Hints::SIDEBAR, Reason::Sidebar, 0.2),
            (Hints::FOOTER, Reason::Footer, 0.2),
            (Hints::NO_PRINT, Reason::Promotion, 0.1),
            (Hints::LABELS, Reason::Picture, 0.1),
        ];
        for &(hint, reason, limit) in NAMES {
            if !hints.any(hint) || share >= limit || !self.bears_out(hint, id) {
                continue;
            }
            // An inline element or a paragraph with a suspicious name is still a sentence.
            let sentence = stats.paragraphs > 0
                && matches!(
                    tag,
                    Tag::P
                        | Tag::Span
                        | Tag::A
                        | Tag::Em
                        | Tag::Strong
                        | Tag::Blockquote
                        | Tag::Table
                );
            if sentence
                && !hint.any(Hints::COMMENT.and(Hints::AD).and(Hints::WALL))
                && stats.link_share() < 0.5
                && hint != Hints::RELATED
            {
                continue;
            }
            if is_figure && !hint.any(Hints::AD.and(Hints::RELATED)) {
                continue;
            }
            if tag.heading_level().is_some()
                && !hint.any(Hints::RELATED.and(Hints::SHARE).and(Hints::COMMENT).and(Hints::AD))
            {
                continue;
            }
            return Some(reason);
        }
        if hints.any(Hints::META)
            && share < 0.04
            && stats.text < 350
            && !is_figure
            && tag.heading_level().is_none()
            && !hints.any(Hints::STANDFIRST)
        {
            return Some(Reason::Byline);
        }
        // A player's own words; the player itself becomes a link.
        let words_only = hints.any(Hints::PLAYER) && !self.holds_player(id) && stats.images == 0;
        if words_only && share < 0.05 && (1..300).contains(&stats.text) {
            return Some(Reason::Player);
        }
        None
    }

    /// Whether an element has what its name says: menus and related stories have links, share bars
    /// and lists of topics have no prose.
    fn bears_out(&self, hint: Hints, id: Id) -> bool {
        let stats = self.page.stat(id);
        match hint {
            Hints::NAV => stats.prose < 150.0 || stats.link_share() > 0.4,
            Hints::RELATED => stats.prose < 100.0 || stats.links > 0 && stats.link_share() > 0.1,
            Hints::SHARE | Hints::TAGS => stats.prose < 100.0,
            // What nobody can follow or fill in sells nothing.
            Hints::AD | Hints::PROMO => {
                stats.prose < 100.0 || stats.links > 0 || self.holds_control(id)
            }
            _ => true,
        }
    }

    fn holds_control(&self, id: Id) -> bool {
        let dom = self.page.dom;
        dom.below(id).any(|at| {
            matches!(dom.tag(at), Some(Tag::Form | Tag::Input | Tag::Button | Tag::Iframe))
        })
    }

    fn holds_player(&self, id: Id) -> bool {
        let dom = self.page.dom;
        dom.below(id).any(|at| matches!(dom.tag(at), Some(Tag::Iframe | Tag::Video | Tag::Audio)))
    }

    /// Marks headings that announce other stories, with what follows them.
    fn headings(&self, marks: &mut Marks) {
        let dom = self.page.dom;
        let mut id = self.root + 1;
        while id < dom.end(self.root) {
            if marks.get(id).is_some() {
                id = dom.end(id);
                continue;
            }
            let Some(level) = self.heading_level(id) else {
                id += 1;
                continue;
            };
            let text = dom.text_of(id);
            if let Some(reason) = phrases::foreign_heading(&text) {
                self.mark_section(marks, id, level, reason);
            }
            id = dom.end(id);
        }
    }

    /// The level of a heading, or of a short bold paragraph that serves as one.
    fn heading_level(&self, id: Id) -> Option<u8> {
        let dom = self.page.dom;
        let tag = dom.tag(id)?;
        if let Some(level) = tag.heading_level() {
            return Some(level);
        }
        let stats = self.page.stat(id);
        (matches!(tag, Tag::P | Tag::Div | Tag::Strong | Tag::B | Tag::Span)
            && stats.text > 3
            && stats.text < 40
            && !self.page.holds_blocks(id)
            && stats.prose < 15.0)
            .then_some(6)
    }

    fn mark_section(&self, marks: &mut Marks, heading: Id, level: u8, reason: Reason) {
        let dom = self.page.dom;
        // A heading alone in its wrapper speaks for what follows the wrapper.
        let mut from = heading;
        loop {
            let parent = dom.parent(from);
            if parent <= self.root || self.page.stat(parent).text > self.page.stat(heading).text {
                break;
            }
            from = parent;
        }
        let parent = dom.parent(from);
        let mut section = vec![from];
        let mut share = 0.0;
        for sibling in dom.children(parent).filter(|&at| at > from) {
            let next = dom.tag(sibling).and_then(Tag::heading_level);
            let inner = dom.find_heading(sibling);
            if next.or(inner).is_some_and(|next| next <= level.min(4)) && next.is_some() {
                break;
            }
            // Links follow such a heading; where plain prose begins, the article goes on. What is
            // said of the author, or to win subscribers, is prose itself.
            let says_more =
                matches!(reason, Reason::AuthorBox | Reason::Promotion | Reason::Comments);
            if (level == 6 || !says_more)
                && self.page.stat(sibling).prose > 60.0
                && self.page.stat(sibling).link_share() < 0.4
                && (level == 6 || dom.is(sibling, Tag::P))
            {
                break;
            }
            share += self.share(sibling);
            section.push(sibling);
        }
        if share < 0.25 {
            for id in section {
                marks.set(id, reason);
            }
        } else {
            marks.set(heading, reason);
        }
    }

    fn by_links(&self, id: Id) -> Option<Reason> {
        let page = self.page;
        let dom = page.dom;
        let tag = dom.tag(id)?;
        let stats = page.stat(id);
        if stats.links == 0 || stats.text == 0 {
            return None;
        }
        let share = stats.link_share();
        match tag {
            Tag::Ul | Tag::Ol | Tag::Dl => {
                let items: Vec<Id> = dom
                    .children(id)
                    .filter(|&item| matches!(dom.tag(item), Some(Tag::Li | Tag::Dd | Tag::Dt)))
                    .collect();
                let linked =
                    items.iter().filter(|&&item| page.stat(item).link_share() > 0.75).count();
                let mostly = !items.is_empty() && linked * 10 >= items.len() * 8 && share > 0.6;
                (mostly && !self.leads_away(id) && !self.is_introduced(id)).then_some(Reason::Links)
            }
            Tag::Div
            | Tag::Section
            | Tag::Article
            | Tag::Table
            | Tag::Center
            | Tag::Header
            | Tag::Td => {
                let limit = if stats.text < 200 { 0.6 } else { 0.5 };
                (share > limit
                    && stats.paragraphs == 0
                    && self.share(id) < 0.1
                    && !self.only_wraps(id))
                .then_some(Reason::Links)
            }
            Tag::A if page.holds_blocks(id) && stats.prose < 60.0 => Some(Reason::Links),
            Tag::P => {
                let text = dom.text_of(id);
                let whole = share > 0.9
                    && !(phrases::ends_sentence(&text) && crate::text::word_count(&text) > 4);
                (whole && page.stat(id).images == 0 && self.stands_alone(id))
                    .then_some(Reason::Links)
            }
            _ => None,
        }
        .filter(|_| {
            self.title.is_empty() || crate::text::similar(&dom.text_of(id), self.title) < 0.9
        })
    }

    /// Whether most links below `id` lead to other sites, as a list of sources does.
    fn leads_away(&self, id: Id) -> bool {
        let Some(host) = self.host else { return false };
        let dom = self.page.dom;
        let (mut away, mut all) = (0, 0);
        for href in dom.find(id, Tag::A).filter_map(|link| dom.attr(link, "href")) {
            all += 1;
            let other = url::Url::parse(href.trim()).ok();
            let other = other.as_ref().and_then(url::Url::host_str);
            away += u32::from(other.is_some_and(|other| site_of(other) != site_of(host)));
        }
        all > 0 && away * 3 >= all * 2
    }

    /// Whether a sentence before a list announces it: "Many changes were sent for review:".
    fn is_introduced(&self, id: Id) -> bool {
        let page = self.page;
        let at = page.runs.partition_point(|run| run.start < id);
        let Some(run) = at.checked_sub(1).filter(|&at| page.runs[at].start > self.root) else {
            return false;
        };
        let text = crate::metadata::run_text(page, run);
        text.ends_with(':')
            && crate::text::word_count(&text) >= 4
            && phrases::line(&text, 0.0).is_none()
    }

    /// Whether an element holds nothing but one list or paragraph, which is judged by itself.
    fn only_wraps(&self, id: Id) -> bool {
        let dom = self.page.dom;
        let text = self.page.stat(id).text;
        let mut children = dom.children(id).filter(|&child| dom.tag(child).is_some());
        match (children.next(), children.next()) {
            (Some(only), None) => match dom.tag(only) {
                Some(Tag::Ul | Tag::Ol | Tag::P) => self.page.stat(only).text == text,
                Some(Tag::Div | Tag::Section) => self.only_wraps(only),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a linked paragraph is no item of a list or quote.
    fn stands_alone(&self, id: Id) -> bool {
        !matches!(
            self.page.dom.tag(self.page.dom.parent(id)),
            Some(Tag::Li | Tag::Blockquote | Tag::Td | Tag::Dd)
        )
    }
}

impl Dom {
    /// The level of the first heading below `id`.
    fn find_heading(&self, id: Id) -> Option<u8> {
        self.below(id).find_map(|at| self.tag(at)?.heading_level())
    }
}
