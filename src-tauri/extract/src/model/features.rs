//! What the model knows of a run of text: its words, its place, its neighbours, its page, and what
//! the rules say of it.
//!
//! The order of the values is the model's: a change here asks for a new training
//! (`training/README.md`).

use std::collections::HashMap;

use url::Url;

use crate::{
    completeness::{Groups, Mixed},
    content::{assemble::Piece, clean::Marks, select::Choice},
    dom::{Id, Tag},
    hints::Hints,
    kind,
    metadata::{Head, JsonLd},
    page::Page,
    text,
};

use super::{
    letters::{Letters, letters, text_of},
    view::View,
};

/// How many values describe a run.
pub(crate) const COUNT: usize = 106;

/// The values of one run.
pub(crate) type Row = [f32; COUNT];

/// What the values are read from.
pub(crate) struct Subject<'a> {
    pub(crate) page: &'a Page<'a>,
    pub(crate) head: &'a Head,
    pub(crate) jsonld: &'a JsonLd,
    pub(crate) choice: &'a Choice,
    pub(crate) marks: &'a Marks,
    pub(crate) headline: Option<Id>,
    pub(crate) url: Option<&'a Url>,
    /// What the rules made of the page.
    pub(crate) pieces: &'a [Piece],
}

/// Sums over the runs whose blocks have the same names on the way up.
#[derive(Default, Clone, Copy)]
struct Kin {
    count: u32,
    weight: u32,
    link: u32,
    prose: f32,
}

fn log(value: u32) -> f32 {
    (value as f32 + 1.0).ln()
}

fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// The values of every run of the page, in order, and what the rules made of them.
pub(crate) fn rows(subject: &Subject<'_>) -> (Vec<Row>, View) {
    let page = subject.page;
    let dom = page.dom;
    let runs = &page.runs;
    let texts = letters(page);
    let view = View::read(subject);
    let weigh = |of: &dyn Fn(usize) -> bool| -> u32 {
        (0..runs.len()).filter(|&at| of(at)).map(|at| runs[at].weight).sum()
    };
    let kept = weigh(&|at| view.kept(at));
    let content = weigh(&|at| !view.framed(at));
    let up = Up::read(subject);
    let (kin, by_signature) = kin(page, &up);
    let mut repeats: HashMap<u64, u32, Mixed> = HashMap::default();
    for letters in &texts {
        *repeats.entry(letters.hash).or_default() += 1;
    }
    let declared = subject
        .jsonld
        .field("articleBody")
        .filter(|body| text::weight(body) > 300)
        .map(|body| Groups::of(&[body]));
    let whole = Whole::read(subject, &up, &texts);
    let root = subject.choice.root;
    let first_in = runs.partition_point(|run| run.start < root);
    let last_in = runs.partition_point(|run| run.start < dom.end(root));
    let headline = runs.partition_point(|run| subject.headline.is_some_and(|at| run.start < at));
    let total: u32 = runs.iter().map(|run| run.weight).sum();
    let mut before = 0_u32;
    let mut out = Vec::with_capacity(runs.len());
    for (at, run) in runs.iter().enumerate() {
        let mut row: Row = [0.0; COUNT];
        let mut next = 0;
        let mut add = |value: f32| {
            row[next] = value;
            next += 1;
        };
        let letters = &texts[at];
        let block = run.block;
        // Its words.
        add(log(run.weight));
        add(run.link as f32 / run.weight as f32);
        add(log(run.marks));
        add(run.marks as f32 * 20.0 / run.weight as f32);
        add(run.prose / run.weight as f32);
        add(log(letters.words));
        add(share(letters.upper as f32, letters.count as f32));
        add(share(letters.digits as f32, letters.count as f32));
        add(f32::from(u8::from(letters.first_upper)));
        add(f32::from(letters.ends));
        add(f32::from(u8::from(letters.copyright)));
        add(letters.bars.min(9) as f32);
        add(letters.money.min(9) as f32);
        add(repeats.get(&letters.hash).copied().unwrap_or(1).min(9) as f32);
        add(declared.as_ref().map_or(-1.0, |declared| {
            if run.weight < 12 { -0.5 } else { declared.share(&text_of(page, runs, at)) as f32 }
        }));
        // The rules' view.
        let reason = up.reason[block as usize].max(up.reason[run.start as usize]);
        add(f32::from(reason));
        add(f32::from(view.statuses[at]));
        add(f32::from(u8::from(view.framed(at))));
        let inside = at >= first_in && at < last_in;
        add(f32::from(u8::from(inside)));
        add(if at < first_in {
            (first_in - at) as f32
        } else if at >= last_in {
            -((at + 1 - last_in) as f32)
        } else {
            0.0
        }
        .clamp(-60.0, 60.0));
        add(share((at.saturating_sub(first_in)) as f32, (last_in - first_in) as f32)
            .clamp(0.0, 2.0));
        add((last_in.saturating_sub(at) as f32).min(60.0));
        add((at as f32 - headline as f32).clamp(-60.0, 100.0));
        // Its place.
        add(share(at as f32, runs.len() as f32));
        add(share(before as f32, total as f32));
        add(f32::from(up.depth[block as usize]));
        add(f32::from(place(dom.tag(block).unwrap_or(Tag::Other))));
        let named = up.hints[block as usize];
        for hint in PLACES {
            add(f32::from(u8::from(named.any(hint))));
        }
        let near = page.hint(block).0 | page.hint(dom.parent(block)).0;
        for hint in [
            Hints::META.and(Hints::AUTHOR).and(Hints::DATE),
            Hints::CAPTION.and(Hints::CREDIT),
            Hints::STANDFIRST,
            Hints::RELATED.and(Hints::CARD),
            Hints::PROMO.and(Hints::AD),
        ] {
            add(f32::from(u8::from(near & hint.0 != 0)));
        }
        let tags = up.tags[block as usize];
        for bit in 0..TAGS {
            add(f32::from(u8::from(tags & (1 << bit) != 0)));
        }
        // What holds it.
        let parent = dom.parent(block);
        for holder in [block, parent, dom.parent(parent)] {
            let stats = page.stat(holder);
            add(log(stats.text));
            add(stats.link_share());
            add(share(stats.prose, stats.text as f32));
        }
        add(log(u32::from(page.stat(parent).paragraphs)));
        // Where the page's parts begin, its columns and sections.
        let part = up.part[block as usize];
        let stats = page.stat(part);
        add(stats.link_share());
        add(share(stats.prose, whole.prose));
        add(share(stats.prose, stats.text as f32));
        // Its kin.
        let kin = kin[by_signature[at] as usize];
        add(log(kin.count));
        add(share(kin.prose, whole.prose));
        add(share(kin.link as f32, kin.weight as f32));
        add(share(kin.weight as f32, kin.count as f32).min(400.0));
        // Its neighbours.
        for step in [-2_isize, -1, 1, 2] {
            let other = at.checked_add_signed(step).and_then(|at| runs.get(at));
            add(other.map_or(-1.0, |other| log(other.weight)));
            add(other.map_or(-1.0, |other| other.link as f32 / other.weight as f32));
        }
        for reach in [3_usize, 10] {
            let around = &runs[at.saturating_sub(reach)..(at + reach + 1).min(runs.len())];
            let (prose, weight) = around
                .iter()
                .fold((0.0, 0), |sum: (f32, u32), run| (sum.0 + run.prose, sum.1 + run.weight));
            add(share(prose, weight as f32));
        }
        // Its page.
        for value in whole.values {
            add(value);
        }
        add(share(kept as f32, content as f32).min(4.0));
        add(share(kept as f32, total as f32));
        add(log(kept));
        debug_assert_eq!(next, COUNT, "as many values as the model knows");
        before += run.weight;
        out.push(row);
    }
    (out, view)
}

const PLACES: [Hints; 14] = [
    Hints::BODY,
    Hints::ARTICLE,
    Hints::NAV,
    Hints::SHARE.and(Hints::TAGS),
    Hints::RELATED,
    Hints::CARD,
    Hints::PROMO.and(Hints::AD),
    Hints::COMMENT,
    Hints::SIDEBAR,
    Hints::FOOTER,
    Hints::HEADER,
    Hints::META.and(Hints::AUTHOR).and(Hints::DATE),
    Hints::BIO,
    Hints::WALL,
];

const TAGS: u32 = 10;

/// The bit of an element in the set of those around a run.
fn tag_bit(tag: Tag) -> u16 {
    match tag {
        Tag::Ul | Tag::Ol | Tag::Dl => 1,
        Tag::Table => 1 << 1,
        Tag::Blockquote | Tag::Pre => 1 << 2,
        Tag::Figure | Tag::Figcaption => 1 << 3,
        Tag::Aside => 1 << 4,
        Tag::Nav | Tag::Menu => 1 << 5,
        Tag::Footer => 1 << 6,
        Tag::Form | Tag::Button | Tag::Label | Tag::Fieldset => 1 << 7,
        Tag::Article => 1 << 8,
        Tag::Header => 1 << 9,
        _ => 0,
    }
}

/// A small number for the block that a run stands in.
fn place(tag: Tag) -> u8 {
    match tag {
        Tag::P => 1,
        Tag::H1 => 2,
        Tag::H2 => 3,
        Tag::H3 => 4,
        Tag::H4 | Tag::H5 | Tag::H6 => 5,
        Tag::Li => 6,
        Tag::Dd | Tag::Dt => 7,
        Tag::Td | Tag::Th => 8,
        Tag::Blockquote => 9,
        Tag::Pre => 10,
        Tag::Figcaption | Tag::Caption => 11,
        Tag::Section | Tag::Article => 12,
        _ => 0,
    }
}

/// What stands above each node.
struct Up {
    hints: Vec<Hints>,
    tags: Vec<u16>,
    depth: Vec<u8>,
    reason: Vec<u8>,
    /// The outermost element around a node that holds less than most of the page's text.
    part: Vec<Id>,
}

impl Up {
    fn read(subject: &Subject<'_>) -> Self {
        let page = subject.page;
        let dom = page.dom;
        let count = dom.len() as usize;
        let mut up = Self {
            hints: vec![Hints::NONE; count],
            tags: vec![0; count],
            depth: vec![0; count],
            reason: vec![0; count],
            part: vec![0; count],
        };
        let most = page.stat(page.body).text / 10 * 7;
        for id in page.body.max(1)..dom.end(page.body) {
            let at = id as usize;
            let above = dom.parent(id) as usize;
            up.hints[at] = up.hints[above].and(page.hint(id));
            up.tags[at] = up.tags[above] | dom.tag(id).map_or(0, tag_bit);
            up.depth[at] = up.depth[above].saturating_add(1);
            up.reason[at] = match subject.marks.get(id) {
                Some(reason) if up.reason[above] == 0 => reason as u8 + 1,
                _ => up.reason[above],
            };
            up.part[at] = if up.part[above] != 0 {
                up.part[above]
            } else if page.stat(id).text < most {
                id
            } else {
                0
            };
        }
        up
    }
}

/// Groups the runs by the names of their blocks and of two elements above.
fn kin(page: &Page<'_>, up: &Up) -> (Vec<Kin>, Vec<u32>) {
    let dom = page.dom;
    let mut groups: HashMap<u64, u32, Mixed> = HashMap::default();
    let mut kin: Vec<Kin> = Vec::new();
    let mut of_run = Vec::with_capacity(page.runs.len());
    // The hash of each element's names, 0 before it was asked for.
    let mut names = vec![0_u64; dom.len() as usize];
    let mut name = |id: Id| {
        let known = &mut names[id as usize];
        if *known == 0 {
            let start = dom.tag(id).unwrap_or(Tag::Other) as u64 + 1;
            let class = dom.attr(id, "class").unwrap_or_default();
            *known = class
                .bytes()
                .take(60)
                .fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        }
        *known
    };
    for run in &page.runs {
        let mut hash = u64::from(up.depth[run.block as usize]);
        let mut id = run.block;
        for _ in 0..3 {
            hash = (hash.rotate_left(7) ^ name(id)).wrapping_mul(0x517c_c1b7_2722_0a95);
            id = dom.parent(id);
        }
        let next = kin.len() as u32;
        let group = *groups.entry(hash).or_insert(next);
        if group == next {
            kin.push(Kin::default());
        }
        let sums = &mut kin[group as usize];
        sums.count += 1;
        sums.weight += run.weight;
        sums.link += run.link;
        sums.prose += run.prose;
        of_run.push(group);
    }
    (kin, of_run)
}

const WHOLE: usize = 20;

/// What is known of the page as a whole.
struct Whole {
    prose: f32,
    values: [f32; WHOLE],
}

impl Whole {
    fn read(subject: &Subject<'_>, up: &Up, texts: &[Letters]) -> Self {
        let page = subject.page;
        let body = page.stat(page.body);
        let root = page.stat(subject.choice.root);
        let says = |names: &[&str]| f32::from(u8::from(subject.jsonld.of_type(names).is_some()));
        let mut commented = 0.0;
        let mut listed = 0;
        let mut tabled = 0;
        for run in &page.runs {
            if up.hints[run.block as usize].any(Hints::COMMENT) {
                commented += run.prose;
            }
            listed += u32::from(up.tags[run.block as usize] & 1 != 0);
            tabled += u32::from(up.tags[run.block as usize] & 2 != 0);
        }
        let kind = subject.head.first(&["og:type"]).unwrap_or_default();
        let path = subject.url.map_or("", Url::path);
        let deep = path.split('/').filter(|part| !part.is_empty()).count();
        let words = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
        let values = [
            log(body.text),
            share(body.prose, body.text as f32),
            log(page.runs.len() as u32),
            share(root.prose, body.prose),
            root.link_share(),
            share(root.prose, root.text as f32),
            log(root.text),
            says(&[
                "NewsArticle",
                "ReportageNewsArticle",
                "BlogPosting",
                "Article",
                "OpinionNewsArticle",
                "AnalysisNewsArticle",
            ]),
            says(&["Product", "Offer", "ProductGroup", "Vehicle"]),
            says(&["DiscussionForumPosting", "QAPage", "Question"]),
            says(&["CollectionPage", "ItemList", "SearchResultsPage"]),
            f32::from(u8::from(kind.eq_ignore_ascii_case("article"))),
            share(commented, body.prose),
            share(listed as f32, page.runs.len() as f32),
            share(tabled as f32, page.runs.len() as f32),
            deep.min(6) as f32,
            words.matches(['-', '_']).count().min(12) as f32,
            log(texts.iter().map(|letters| letters.money).sum()),
            f32::from(u8::from(kind::says_article(subject.head, subject.jsonld))),
            says(&["WebSite", "Organization", "WebPage"]),
        ];
        Self { prose: body.prose, values }
    }
}
