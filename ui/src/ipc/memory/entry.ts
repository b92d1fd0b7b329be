// An entry of the twin: what the list shows of it, and what stands behind that.

import type { ArticleView, Highlight, Row } from '../generated';
import type { LeftOut } from './page';
import { general, type Sample } from './samples';

export const DAY = 86_400_000;

export type Entry = {
  row: Row;
  sample: Sample;
  blocks: string[];
  leftOut: LeftOut[];
  paragraph: number;
  tagNames: string[];
  corrected: Map<string, string>;
  revision: number;
  versions: number[];
  highlights: Highlight[];
};

/** What was left out of an article that many blocks long. */
function leftOutOf(sample: Sample, blocks: number): LeftOut[] {
  return [
    {
      at: 2,
      why: 'Links to other articles',
      html: '<ul><li><a href="https://example.org/a">Ten harbours to see before they change</a></li><li><a href="https://example.org/b">Our guide to the coast</a></li></ul>',
      restored: false,
    },
    {
      at: Math.min(5, blocks),
      why: 'Newsletter sign-up',
      html: '<p>Get the week’s stories every Friday. It takes one minute.</p>',
      restored: false,
    },
    {
      at: blocks,
      why: 'About the author',
      html: `<p>${sample.authors?.[0]?.[0] ?? 'The writer'} writes about places and the people who look after them.</p>`,
      restored: false,
    },
  ];
}

export const bylineOf = (sample: Sample): string | null =>
  sample.authors?.map(([name]) => name).join(', ') ?? null;

function publishedOf(text: string | undefined): Row['published'] {
  if (text === undefined) return null;
  return {
    text,
    precision: text.length > 10 ? 'time' : text.length > 7 ? 'day' : 'month',
    zoned: text.length > 10,
    sort_key: Date.parse(text),
  };
}

function rowOf(sample: Sample, number: number, saved: number): Row {
  const article = sample.problem === undefined;
  return {
    id: `entry-${number}`,
    standing: article ? 'article' : sample.failed === true ? 'failed' : 'link',
    stage: null,
    url: `https://www.${sample.host}${sample.path}`,
    shown_url: `${sample.host}${sample.path}`,
    host: sample.host,
    title: sample.title === '' ? null : sample.title,
    site: sample.site === '' ? null : sample.site,
    byline: bylineOf(sample),
    excerpt: sample.excerpt === '' ? null : sample.excerpt,
    saved_at: saved,
    published: publishedOf(sample.published),
    thumbnail: sample.picture === true ? `art-${number}` : null,
    reading_minutes: sample.minutes ?? null,
    language: sample.language ?? 'en',
    direction: sample.rtl === true ? 'rtl' : 'ltr',
    unread: article && sample.read !== true,
    starred: sample.starred === true,
    trashed: sample.trashed === true,
    progress: sample.progress ?? 0,
    tags: [],
    how: article ? (sample.how ?? 'fetched') : null,
    completeness: article ? (sample.completeness ?? 1) : null,
    problem:
      sample.problem === undefined
        ? null
        : {
            code: sample.problem,
            args: { site: sample.host },
            retry: sample.failed === true,
            tried_at: saved,
          },
    snippet: [],
  };
}

/** The entry that a sample stands for; its tags are still to be tied to it. */
export function entryOf(sample: Sample, number: number, now: number): Entry {
  const blocks = sample.body ?? [...general.slice(number % 4), ...general.slice(0, number % 4)];
  const saved = now - sample.saved * DAY;
  return {
    sample,
    blocks,
    paragraph: Math.floor((sample.progress ?? 0) * blocks.length),
    tagNames: [...(sample.tags ?? [])],
    corrected: new Map(),
    revision: 1,
    versions: [saved],
    highlights: [],
    leftOut: sample.problem === undefined ? leftOutOf(sample, blocks.length) : [],
    row: rowOf(sample, number, saved),
  };
}

/** Has the row show the tags that the entry has. */
export function tie(entry: Entry): void {
  entry.row = {
    ...entry.row,
    tags: [...entry.tagNames].sort().map((name) => ({ id: `tag-${name}`, name })),
  };
}

/** The article as the reader is given it. */
export function viewOf(entry: Entry): ArticleView {
  const { row, sample } = entry;
  const has = row.standing === 'article';
  const paragraphs = entry.blocks.filter((block) => !/^<(h\d|figure|table)/.test(block)).length;
  const completeness = row.completeness ?? 1;
  return {
    row: { ...row, snippet: [] },
    authors: (entry.corrected.has('byline')
      ? [[entry.corrected.get('byline') ?? ''] as [string]]
      : (sample.authors ?? [])
    ).map(([name, role, place]) => ({ name, role: role ?? null, place: place ?? null })),
    modified: null,
    section: sample.section ?? null,
    suggested_tags: (sample.topics ?? []).filter((topic) => !entry.tagNames.includes(topic)),
    requested_url: row.url,
    version: has ? `${row.id}-version` : null,
    versions: has
      ? entry.versions.map((at, index) => ({
          id: `${row.id}-version-${index}`,
          captured_at: at,
          how: row.how ?? 'fetched',
          word_count: (row.reading_minutes ?? 1) * 230,
        }))
      : [],
    frame: has ? `${row.id}?r=${entry.revision}` : null,
    receipt: has
      ? {
          paragraphs_kept: Math.round(paragraphs * completeness),
          paragraphs_total: paragraphs,
          pictures_kept: row.thumbnail === null ? 0 : 1,
          pictures_waiting: 0,
          pictures_missing: 0,
          left_out: entry.leftOut.filter((block) => !block.restored).length,
          restored: entry.leftOut.filter((block) => block.restored).length,
          completeness,
        }
      : null,
    warnings: completeness < 0.9 ? [{ code: 'incomplete', message: '' }] : [],
    see_also: [],
    corrected: [...entry.corrected.keys()] as ArticleView['corrected'],
    paragraph: entry.paragraph,
    highlights: entry.highlights,
  };
}
