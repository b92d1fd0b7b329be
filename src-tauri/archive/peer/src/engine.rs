//! Tantivy's index of the articles, and its answers.

use std::{hint::black_box, ops::Bound, path::Path};

use serde_json::json;
use tantivy::{
    Index, IndexWriter, Searcher, TantivyDocument, Term,
    aggregation::{AggregationCollector, agg_req::Aggregations},
    collector::{Count, TopDocs},
    query::{
        BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhrasePrefixQuery, PhraseQuery,
        Query as Asked, RangeQuery, TermQuery,
    },
    schema::{FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TEXT},
    snippet::SnippetGenerator,
};

use crate::{
    corpus,
    queries::{Filter, Form, Query},
};

/// Memory of its writer.
const MEMORY: usize = 200 << 20;
/// What a word in the title is worth beside one in the text.
const TITLE: f32 = 4.0;

/// The fields, by what they are for: to be searched and shown, then to be filtered by.
struct Fields {
    title: Field,
    site: Field,
    byline: Field,
    tags: Field,
    body: Field,
    host: Field,
    author: Field,
    tag: Field,
    language: Field,
    published: Field,
    dated: Field,
    year: Field,
    read: Field,
    starred: Field,
    words: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let fields = Fields {
        title: schema.add_text_field("title", TEXT | STORED),
        site: schema.add_text_field("site", TEXT | STORED),
        byline: schema.add_text_field("byline", TEXT | STORED),
        tags: schema.add_text_field("tags", TEXT | STORED),
        body: schema.add_text_field("body", TEXT | STORED),
        host: schema.add_text_field("host", STRING | FAST),
        author: schema.add_text_field("author", STRING),
        tag: schema.add_text_field("tag", STRING | FAST),
        language: schema.add_text_field("language", STRING),
        published: schema.add_u64_field("published", INDEXED | FAST | STORED),
        dated: schema.add_u64_field("dated", INDEXED | FAST),
        year: schema.add_u64_field("year", FAST),
        read: schema.add_u64_field("read", INDEXED),
        starred: schema.add_u64_field("starred", INDEXED),
        words: schema.add_u64_field("words", INDEXED | FAST),
    };
    (schema.build(), fields)
}

/// A day such as `2024-05-31` as a number that sorts as it does.
fn number(day: &str) -> u64 {
    day.replace('-', "").parse().unwrap_or_default()
}

/// Builds the index, on one thread.
pub(crate) fn build(dir: &Path, seed: u64, articles: u64) -> tantivy::Result<()> {
    let (schema, fields) = schema();
    let index = Index::create_in_dir(dir, schema)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, MEMORY)?;
    for at in 0..articles {
        let made = corpus::article(seed, at);
        let mut document = TantivyDocument::default();
        document.add_text(fields.title, &made.title);
        document.add_text(fields.site, &made.host);
        document.add_text(fields.byline, corpus::author(made.author));
        document.add_text(fields.body, made.paragraphs.join("\n\n"));
        document.add_text(fields.host, &made.host);
        document.add_text(fields.author, corpus::author(made.author));
        for tag in made.tag_names() {
            // One that is nested counts for the one that it is nested in.
            if let Some((outer, _)) = tag.split_once('/') {
                document.add_text(fields.tag, outer);
            }
            document.add_text(fields.tags, &tag);
            document.add_text(fields.tag, &tag);
        }
        document.add_text(fields.language, made.language.split('-').next().unwrap_or_default());
        if let Some(published) = made.published.as_deref().map(number) {
            document.add_u64(fields.published, published);
            document.add_u64(fields.year, published / 10_000);
        }
        let dated = made.published.clone().or_else(|| corpus::day(made.saved_at));
        document.add_u64(fields.dated, dated.as_deref().map_or(0, number));
        document.add_u64(fields.read, made.read.into());
        document.add_u64(fields.starred, made.starred.into());
        document.add_u64(fields.words, made.ranks.len() as u64);
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()
}

/// An index that is open.
pub(crate) struct Engine {
    searcher: Searcher,
    fields: Fields,
    facets: Aggregations,
}

impl Engine {
    pub(crate) fn open(dir: &Path) -> tantivy::Result<Self> {
        let most = |field: &str, size: u32| json!({ "terms": { "field": field, "size": size } });
        let facets = json!({
            "tags": most("tag", 12), "sites": most("host", 12), "years": most("year", 100),
        });
        let facets = serde_json::from_value(facets)
            .map_err(|error| tantivy::TantivyError::InvalidArgument(error.to_string()))?;
        let searcher = Index::open_in_dir(dir)?.reader()?.searcher();
        Ok(Self { searcher, fields: schema().1, facets })
    }

    /// The first rows and the count; gives the count.
    pub(crate) fn rows(&self, query: &Query) -> tantivy::Result<usize> {
        let asked = self.asked(query);
        let first = TopDocs::with_limit(20).order_by_score();
        let (rows, count) = self.searcher.search(&asked, &(first, Count))?;
        let snippets = SnippetGenerator::create(&self.searcher, &asked, self.fields.body)?;
        for (_, address) in rows {
            let document: TantivyDocument = self.searcher.doc(address)?;
            black_box(snippets.snippet_from_doc(&document).to_html());
        }
        Ok(count)
    }

    /// The count alone.
    pub(crate) fn count(&self, query: &Query) -> tantivy::Result<usize> {
        self.searcher.search(&self.asked(query), &Count)
    }

    /// Tags, sites and years of the answer; gives the count.
    pub(crate) fn facets(&self, query: &Query) -> tantivy::Result<usize> {
        let facets = AggregationCollector::from_aggs(self.facets.clone(), Default::default());
        let (facets, count) = self.searcher.search(&self.asked(query), &(facets, Count))?;
        black_box(facets);
        Ok(count)
    }

    fn asked(&self, query: &Query) -> BooleanQuery {
        let mut parts: Vec<(Occur, Box<dyn Asked>)> = Vec::new();
        match &query.form {
            Form::All => parts.extend(query.words.iter().map(|word| self.word(word))),
            Form::Begun(begin) => {
                parts.extend(query.words.iter().map(|word| self.word(word)));
                parts.push(self.anywhere(|field| {
                    Box::new(PhrasePrefixQuery::new(vec![Term::from_field_text(field, begin)]))
                }));
            }
            Form::Phrase => parts.push(self.phrase(&query.words, 0)),
            Form::Near(most) => parts.push(self.phrase(&query.words, *most)),
        }
        parts.extend(query.filter.as_ref().map(|filter| self.filter(filter)));
        BooleanQuery::new(parts)
    }

    /// In any of the fields, the title above the others.
    fn anywhere(&self, asked: impl Fn(Field) -> Box<dyn Asked>) -> (Occur, Box<dyn Asked>) {
        let Fields { title, site, byline, tags, body, .. } = self.fields;
        let parts = [title, site, byline, tags, body].map(|field| match field == title {
            true => (Occur::Should, Box::new(BoostQuery::new(asked(field), TITLE)) as Box<_>),
            false => (Occur::Should, asked(field)),
        });
        (Occur::Must, Box::new(BooleanQuery::new(parts.into())))
    }

    fn word(&self, word: &str) -> (Occur, Box<dyn Asked>) {
        self.anywhere(|field| {
            let term = Term::from_field_text(field, word);
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
        })
    }

    fn phrase(&self, words: &[String], between: u32) -> (Occur, Box<dyn Asked>) {
        self.anywhere(|field| {
            let terms = words.iter().map(|word| Term::from_field_text(field, word));
            let mut phrase = PhraseQuery::new(terms.collect());
            phrase.set_slop(between);
            Box::new(phrase)
        })
    }

    /// Filters add nothing to the rank.
    fn filter(&self, filter: &Filter) -> (Occur, Box<dyn Asked>) {
        let fields = &self.fields;
        let is = |term: Term| -> Box<dyn Asked> {
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        };
        let text = |field, text: &str| is(Term::from_field_text(field, text));
        let from = |field, from: Bound<u64>, until: Bound<u64>| -> Box<dyn Asked> {
            let term = |value| Term::from_field_u64(field, value);
            Box::new(RangeQuery::new(from.map(term), until.map(term)))
        };
        let day = |year: u64, day: u64| Bound::Included(year * 10_000 + day);
        let asked = match filter {
            Filter::Not(word) => return (Occur::MustNot, self.word(word).1),
            Filter::Site(site) => text(fields.host, site),
            Filter::Tag(tag) => text(fields.tag, tag),
            Filter::Author(author) => text(fields.author, author),
            Filter::Language(code) => text(fields.language, code),
            Filter::After(year) => from(fields.dated, day(*year, 501), Bound::Unbounded),
            Filter::Published(first, last) => {
                from(fields.published, day(*first, 101), day(*last, 1231))
            }
            Filter::Unread => is(Term::from_field_u64(fields.read, 0)),
            Filter::Starred => is(Term::from_field_u64(fields.starred, 1)),
            Filter::Longer(words) => from(fields.words, Bound::Excluded(*words), Bound::Unbounded),
        };
        (Occur::Must, Box::new(ConstScoreQuery::new(asked, 0.0)))
    }
}
