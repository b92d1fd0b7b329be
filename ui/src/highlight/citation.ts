// An article as an entry for a bibliography.

import type { ArticleView } from '../ipc';

/** A text within the braces of BibTeX: what TeX would read as its own stands for itself. */
const plain = (text: string) =>
  text
    .replace(/[\\{}]/g, (character) => (character === '\\' ? '\\textbackslash ' : `\\${character}`))
    .replace(/[#$%&_]/g, '\\$&')
    .replace(/~/g, '\\textasciitilde ')
    .replace(/\^/g, '\\textasciicircum ')
    .replace(/\s+/g, ' ')
    .trim();

/** An address is read by `\url` as it is; only what would end it is written otherwise. */
const address = (url: string) =>
  url.replace(/[{}\\%\s]/g, (c) => (c === '%' ? '\\%' : encodeURIComponent(c)));

/** Letters of a name as a key may hold them. */
const keyed = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^a-zA-Z0-9]/g, '')
    .toLowerCase();

const day = (at: number) => {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** An `@online` entry, as biblatex reads it. */
export function asBibTeX(view: ArticleView): string {
  const { row, authors } = view;
  const published = row.published?.text.match(/^\d{4}(-\d\d(-\d\d)?)?/)?.[0] ?? null;
  const captured = view.versions.find(({ id }) => id === view.version)?.captured_at ?? row.saved_at;
  const first =
    authors[0]?.name.split(/\s+/).at(-1) ?? row.site ?? row.shown_url.split('/')[0] ?? '';
  const word = (row.title ?? '').split(/\s+/).find((part) => keyed(part).length > 3) ?? '';
  const key = [keyed(first), published?.slice(0, 4) ?? '', keyed(word)].join('') || 'article';
  const fields: [string, string | null][] = [
    [
      'author',
      authors.length === 0 ? null : authors.map(({ name }) => `{${plain(name)}}`).join(' and '),
    ],
    ['title', row.title === null ? null : `{${plain(row.title)}}`],
    ['organization', row.site === null ? null : plain(row.site)],
    ['date', published],
    ['url', address(row.url)],
    ['urldate', day(captured)],
    ['langid', row.language === null ? null : plain(row.language)],
  ];
  const lines = fields
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `  ${name} = {${value}},`);
  return `@online{${key},\n${lines.join('\n')}\n}\n`;
}
