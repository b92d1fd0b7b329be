//! An archive and beside it what is in it, through the same acts.

use std::{collections::BTreeSet, ops::Bound};

use backfile_archive::{Act, Archive, Capture, Field, NewEntry, UndoKind, Writer};
use backfile_article::{
    ArticleId, Author, Extraction, HowTaken, PageTime, Picture, Sha256, Timestamp,
};

use super::words::{Word, ranks, text};
use crate::{
    dice::Dice,
    help::{HOUR, NOW, link, page, plain, text as extraction},
};

/// The columns: title, byline, site, tags, topics, body, captions.
pub(super) const TITLE: usize = 0;
pub(super) const BYLINE: usize = 1;
pub(super) const SITE: usize = 2;
pub(super) const TAGS: usize = 3;
pub(super) const TOPICS: usize = 4;
pub(super) const BODY: usize = 5;
pub(super) const CAPTIONS: usize = 6;

pub(super) const HOSTS: [&str; 5] = [
    "alphaz.example",
    "news.alphaz.example",
    "betaz.example",
    "gammaz.invalid",
    "deep.news.alphaz.example",
];
pub(super) const LANGUAGES: [&str; 4] = ["en", "de", "en-GB", "th"];
pub(super) const TAG_NAMES: usize = 8;

/// The name of a tag and its tokens; some are nested in others, some are not in ASCII.
pub(super) fn tag_name(number: usize) -> (String, Vec<String>) {
    const RANKS: [&[usize]; TAG_NAMES] = [&[1], &[1, 2], &[1, 2, 3], &[4], &[6], &[7], &[8], &[15]];
    let words: Vec<Word> = RANKS[number].iter().map(|rank| Word::of(*rank)).collect();
    let written: Vec<_> = words.iter().map(|word| word.written.as_str()).collect();
    let tokens = RANKS[number].iter().flat_map(|rank| text(&[*rank]).1);
    (written.join("/"), tokens.collect())
}

/// What a capture brings.
#[derive(Clone)]
pub(super) struct Content {
    columns: [Vec<String>; 7],
    pub(super) published: Option<i64>,
    pub(super) language: usize,
    /// The later is shown.
    captured: i64,
}

#[derive(Clone)]
pub(super) struct Doc {
    pub(super) id: ArticleId,
    pub(super) content: Content,
    /// What is searched of it: the content, with what the person made of it.
    pub(super) columns: [Vec<String>; 7],
    /// Every word of it once: what holds none of those that are asked for is passed over.
    pub(super) words: BTreeSet<String>,
    pub(super) tags: Vec<usize>,
    title: Option<Vec<usize>>,
    pub(super) host: usize,
    pub(super) saved: i64,
    pub(super) starred: bool,
    pub(super) read: bool,
    pub(super) trashed: bool,
    pub(super) gone: bool,
}

impl Doc {
    pub(super) fn dated(&self) -> i64 {
        self.content.published.unwrap_or(self.saved)
    }

    /// Its words that begin so.
    pub(super) fn beginning<'a>(&'a self, begin: &'a str) -> impl Iterator<Item = &'a String> {
        let from = self.words.range::<str, _>((Bound::Included(begin), Bound::Unbounded));
        from.take_while(move |word| word.starts_with(begin))
    }

    fn settle(&mut self) {
        self.columns.clone_from(&self.content.columns);
        if let Some(title) = &self.title {
            self.columns[TITLE] = text(title).1;
        }
        let mut names: Vec<_> = self.tags.iter().map(|tag| tag_name(*tag)).collect();
        // By their keys, which of these words are their folded forms.
        names.sort_by_key(|(_, tokens)| tokens.join("/"));
        self.columns[TAGS] = names.into_iter().flat_map(|(_, tokens)| tokens).collect();
        self.words = self.columns.iter().flatten().cloned().collect();
    }
}

/// The content of a number, always the same.
pub(super) fn content(number: u64, captured: i64) -> (Extraction, Content) {
    let mut dice = Dice::new(number);
    let mut columns: [Vec<String>; 7] = Default::default();
    let mut write = |column: usize, count: usize, dice: &mut Dice| {
        let (written, tokens) = text(&ranks(dice, count));
        columns[column].extend(tokens);
        written
    };
    let title = 1 + dice.below(5);
    let title = write(TITLE, title, &mut dice);
    let halves = [4 + dice.below(30), 4 + dice.below(30)];
    let paragraphs = halves.map(|count| write(BODY, count, &mut dice));
    let mut extraction = extraction(&title, &paragraphs.each_ref().map(String::as_str));
    // So that which capture is shown depends on when it was made alone.
    extraction.word_count = 100;
    let name = write(BYLINE, 2, &mut dice);
    extraction.authors = vec![Author { name, role: None, place: None }];
    extraction.site = Some(write(SITE, 1, &mut dice));
    extraction.topics = vec![write(TOPICS, 1, &mut dice)];
    if dice.chance(30) {
        extraction.images = vec![Picture {
            url: "https://www.example.org/lamp.jpg".to_owned(),
            alt: None,
            caption: Some(write(CAPTIONS, 3, &mut dice)),
            credit: None,
        }];
    }
    let language = dice.below(LANGUAGES.len());
    extraction.language = Some(LANGUAGES[language].to_owned());
    let (year, month, day) = (10 + dice.below(15), 1 + dice.below(12), 1 + dice.below(28));
    extraction.published = PageTime::parse_iso(&format!("20{year:02}-{month:02}-{day:02}"))
        .filter(|_| dice.chance(66));
    let published = extraction.published.as_ref().map(|time| time.sort_key);
    (extraction, Content { columns, published, language, captured })
}

/// Something that is done to the archive.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    Add,
    Purge(usize),
    Star(Vec<usize>, bool),
    Read(Vec<usize>, bool),
    Trash(Vec<usize>, bool),
    Tag(Vec<usize>, usize, bool),
    Title(usize, Option<Vec<usize>>),
    Capture(usize, u64, i64),
    Merge(usize, usize),
}

impl Deed {
    /// One by chance among so many articles, that may be done twice as well as once when
    /// `twice`.
    pub(super) fn by_chance(dice: &mut Dice, docs: usize, number: u64, twice: bool) -> Self {
        let one = dice.below(docs);
        let several = (0..1 + dice.below(12)).map(|_| dice.below(docs)).collect();
        let on = dice.chance(60);
        match dice.below(if twice { 11 } else { 14 }) {
            0 => Self::Purge(one),
            1 | 2 => Self::Star(several, on),
            3 => Self::Read(several, on),
            4 => Self::Trash(several, dice.chance(40)),
            5..8 => Self::Tag(several, dice.below(TAG_NAMES), on),
            8 => Self::Title(one, on.then(|| ranks(dice, 3))),
            9..11 => Self::Capture(one, 1_000_000 + number, NOW.0 + number as i64),
            11 => Self::Merge(one, dice.below(docs)),
            _ => Self::Add,
        }
    }

    fn kind(&self) -> Option<UndoKind> {
        match self {
            Self::Star(..) => Some(UndoKind::Star),
            Self::Read(..) => Some(UndoKind::Read),
            Self::Trash(..) => Some(UndoKind::Trash),
            Self::Tag(..) => Some(UndoKind::Tag),
            Self::Title(..) => Some(UndoKind::Correct),
            _ => None,
        }
    }
}

/// What takes a deed back, of one article.
pub(super) enum Back {
    Star(bool),
    Read(bool),
    Trash(bool),
    Tag(usize, bool),
    Title(Option<Vec<usize>>),
}

/// What is in the archive.
#[derive(Default)]
pub(super) struct Shelf {
    pub(super) docs: Vec<Doc>,
    /// What can be taken back, the last at the end.
    undo: Vec<(Deed, Vec<(usize, Back)>)>,
    pub(super) undone: u32,
}

pub(super) fn entry(number: u64) -> NewEntry {
    let host = HOSTS[number as usize % HOSTS.len()];
    let saved = NOW.0 - i64::try_from(number).unwrap() * 7 * HOUR;
    let url = format!("https://{host}/{number}");
    NewEntry {
        requested_url: url.clone(),
        url_key: format!("{host}/{number}"),
        url,
        host: host.to_owned(),
        domain: host.to_owned(),
        saved_at: Timestamp(saved),
        fetch: None,
        ..link("")
    }
}

/// When an article was captured first: before all that is captured later.
fn first_capture(number: u64) -> i64 {
    NOW.0 - HOUR + number as i64
}

fn capture(writer: &mut Writer<'_>, id: ArticleId, number: u64, captured: i64) {
    let (extraction, _) = content(number, captured);
    let capture = Capture {
        page: page(Sha256::of(&number.to_be_bytes()), 1, Timestamp(captured)),
        more_pages: Vec::new(),
        how: HowTaken::Fetched,
        extractor: "test 1",
        extraction: &extraction,
        pictures: false,
    };
    writer.add_version(id, &capture).unwrap();
}

/// Does a deed to the archive alone; those that are gone are passed over.
pub(super) fn archived(archive: &Archive, ids: &[Option<ArticleId>], deed: &Deed, act: Act) {
    let all = |docs: &[usize]| docs.iter().filter_map(|doc| ids[*doc]).collect::<Vec<_>>();
    archive
        .write(act, |writer| {
            match deed {
                Deed::Add => {}
                Deed::Purge(doc) => drop(writer.purge(&all(&[*doc]))?),
                Deed::Star(docs, on) => drop(writer.set_starred(&all(docs), *on)?),
                Deed::Read(docs, on) => drop(writer.set_read(&all(docs), *on)?),
                Deed::Trash(docs, on) => drop(writer.set_trashed(&all(docs), *on)?),
                Deed::Tag(docs, tag, on) => {
                    let (docs, name) = (all(docs), tag_name(*tag).0);
                    if *on {
                        writer.add_tag(&docs, &name)?;
                    } else if let Some(found) = writer.tag_named(&name)? {
                        writer.remove_tag(&docs, found.id)?;
                    }
                }
                Deed::Title(doc, ranks) => {
                    let title = ranks.as_ref().map(|ranks| text(ranks).0);
                    for id in all(&[*doc]) {
                        writer.correct(id, Field::Title, title.as_deref())?;
                    }
                }
                Deed::Capture(doc, number, captured) => {
                    all(&[*doc]).into_iter().for_each(|id| capture(writer, id, *number, *captured));
                }
                Deed::Merge(from, into) => {
                    if let [from, into] = all(&[*from, *into])[..]
                        && from != into
                    {
                        let entry = writer.entry(into)?.unwrap();
                        let key = entry.url.trim_start_matches("https://").to_owned();
                        writer.readdress(from, &entry.url, &key, &entry.host)?;
                    }
                }
            }
            Ok(())
        })
        .unwrap();
}

impl Shelf {
    pub(super) fn ids(&self) -> Vec<Option<ArticleId>> {
        self.docs.iter().map(|doc| (!doc.gone).then_some(doc.id)).collect()
    }

    /// Adds the articles of these numbers.
    pub(super) fn add(&mut self, archive: &Archive, numbers: std::ops::Range<u64>) {
        for from in numbers.clone().step_by(200) {
            let some = from..numbers.end.min(from + 200);
            let entries: Vec<NewEntry> = some.clone().map(entry).collect();
            let added = archive
                .write(plain(), |writer| {
                    let added = writer.add_entries(&entries)?;
                    for (number, added) in some.clone().zip(&added) {
                        capture(writer, added.id(), number, first_capture(number));
                    }
                    Ok(added)
                })
                .unwrap();
            for (number, added) in some.zip(added) {
                let content = content(number, first_capture(number)).1;
                let mut doc = Doc {
                    id: added.id(),
                    columns: content.columns.clone(),
                    content,
                    words: BTreeSet::new(),
                    tags: Vec::new(),
                    title: None,
                    host: number as usize % HOSTS.len(),
                    saved: entry(number).saved_at.0,
                    starred: false,
                    read: false,
                    trashed: false,
                    gone: false,
                };
                doc.settle();
                self.docs.push(doc);
            }
        }
    }

    /// Does a deed to the archive and to what is beside it; `undoable` where it can be.
    pub(super) fn perform(&mut self, archive: &Archive, deed: &Deed, undoable: bool) {
        if let Deed::Add = deed {
            let number = self.docs.len() as u64;
            return self.add(archive, number..number + 1);
        }
        let kind = deed.kind().filter(|_| undoable);
        let act = kind.map_or_else(plain, |kind| Act::undoable(kind, NOW));
        archived(archive, &self.ids(), deed, act);
        let back = self.note(deed);
        if kind.is_some() && !back.is_empty() {
            self.undo.push((deed.clone(), back));
        }
    }

    /// Takes the last deed back, and may do it once more.
    pub(super) fn undo(&mut self, archive: &Archive, again: bool) {
        let Some((deed, back)) = self.undo.pop() else { return };
        let undone = archive.write(plain(), |writer| writer.undo()).unwrap();
        assert_eq!(undone.map(|undone| undone.kind), deed.kind());
        self.undone += 1;
        for (at, back) in back {
            let doc = &mut self.docs[at];
            match back {
                Back::Star(was) => doc.starred = was,
                Back::Read(was) => doc.read = was,
                Back::Trash(was) => doc.trashed = was,
                Back::Title(was) => doc.title = was,
                Back::Tag(tag, had) => {
                    doc.tags.retain(|own| *own != tag);
                    doc.tags.extend(had.then_some(tag));
                }
            }
            doc.settle();
        }
        if again {
            self.perform(archive, &deed, true);
        }
    }

    /// Does a deed to what is beside the archive; gives what takes it back.
    pub(super) fn note(&mut self, deed: &Deed) -> Vec<(usize, Back)> {
        let mut back = Vec::new();
        let mut each =
            |docs: &mut Vec<Doc>, all: &[usize], go: &mut dyn FnMut(&mut Doc) -> Option<Back>| {
                for at in all {
                    let doc = &mut docs[*at];
                    if !doc.gone {
                        back.extend(go(doc).map(|back| (*at, back)));
                        doc.settle();
                    }
                }
            };
        let flag = |flag: &mut bool, on: bool| {
            let was = std::mem::replace(flag, on);
            (was != on).then_some(was)
        };
        match deed {
            Deed::Add => {}
            Deed::Purge(doc) => self.docs[*doc].gone = true,
            Deed::Star(all, on) => {
                each(&mut self.docs, all, &mut |doc| flag(&mut doc.starred, *on).map(Back::Star))
            }
            Deed::Read(all, on) => {
                each(&mut self.docs, all, &mut |doc| flag(&mut doc.read, *on).map(Back::Read))
            }
            Deed::Trash(all, on) => {
                each(&mut self.docs, all, &mut |doc| flag(&mut doc.trashed, *on).map(Back::Trash))
            }
            Deed::Tag(all, tag, on) => each(&mut self.docs, all, &mut |doc| {
                let had = doc.tags.contains(tag);
                doc.tags.retain(|own| own != tag);
                doc.tags.extend(on.then_some(*tag));
                (had != *on).then_some(Back::Tag(*tag, had))
            }),
            Deed::Title(doc, ranks) => each(&mut self.docs, &[*doc], &mut |doc| {
                let was = std::mem::replace(&mut doc.title, ranks.clone());
                (was != *ranks).then_some(Back::Title(was))
            }),
            Deed::Capture(doc, number, captured) => each(&mut self.docs, &[*doc], &mut |doc| {
                doc.content = content(*number, *captured).1;
                None
            }),
            Deed::Merge(from, into) => {
                if from == into || self.docs[*from].gone || self.docs[*into].gone {
                    return back;
                }
                let from = {
                    self.docs[*from].gone = true;
                    self.docs[*from].clone()
                };
                let into = &mut self.docs[*into];
                into.starred |= from.starred;
                into.trashed = false;
                let more = from.tags.iter().filter(|tag| !into.tags.contains(tag));
                let more: Vec<usize> = more.copied().collect();
                into.tags.extend(more);
                if from.content.captured > into.content.captured {
                    into.content = from.content;
                }
                into.settle();
            }
        }
        back
    }
}
