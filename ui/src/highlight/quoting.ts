// Passages as they are written elsewhere: with their source, as text and as Markdown.

import type { Quote } from '../ipc';

/** Where a passage stands. */
export type Source = {
  title: string | null;
  byline?: string | null;
  site: string;
  published?: string | null;
  url: string;
};

const joined = (parts: (string | null | undefined)[]) =>
  parts.filter((part) => part != null && part !== '').join(', ');

/** A passage in quotation marks, and under it who wrote it where. */
export function asQuote({ exact }: Quote, source: Source): string {
  const title = source.title === null ? null : `“${source.title}”`;
  const named = joined([source.byline, title, source.site, source.published]);
  return `“${exact.trim()}”\n— ${named}\n${source.url}`;
}

/** A text in which Markdown reads nothing of its own. */
const plain = (text: string) => text.replace(/[\\`*_[\]<>#|~&]/g, '\\$&');

/** A passage as a quotation in Markdown, its source as a link, and the note under it. */
export function asMarkdown({ exact }: Quote, note: string | null, source: Source): string {
  const quoted = plain(exact.trim())
    .split('\n')
    .map((line) => (line.trim() === '' ? '>' : `> ${line}`))
    .join('\n');
  const url = source.url.replace(/[<>\s\\]/g, encodeURIComponent);
  const link = `[${plain(source.title ?? source.site)}](<${url}>)`;
  const named = joined(
    [source.byline, link, source.site, source.published].map((part, at) =>
      part == null || at === 1 ? part : plain(part),
    ),
  );
  return `${quoted}\n>\n> — ${named}${note === null ? '' : `\n\n${note}`}\n`;
}
