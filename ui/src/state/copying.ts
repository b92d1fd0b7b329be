// What of an article goes onto the clipboard.

import { asMarkdown, asQuote, type Source } from '../highlight/quoting';
import { asBibTeX } from '../highlight/citation';
import type { Backend, Quote } from '../ipc';
import { copyText } from '../shared/copy';
import { pageDate } from '../shared/when';
import { t, type Key } from '../shared/words';
import type { Marking } from './marking.svelte';
import type { Notices } from './notices.svelte';
import type { Reader } from './reader.svelte';

export class Copying {
  readonly #backend: Backend;
  readonly #reader: Reader;
  readonly #marking: Marking;
  readonly #notices: Notices;

  constructor(backend: Backend, reader: Reader, marking: Marking, notices: Notices) {
    this.#backend = backend;
    this.#reader = reader;
    this.#marking = marking;
    this.#notices = notices;
  }

  /** A passage with its source; what is selected when none is named. */
  async quote(quote: Quote | undefined = this.#marking.selected?.quote): Promise<void> {
    const source = this.#source();
    if (quote !== undefined && source !== null) await this.#copy(asQuote(quote, source));
  }

  /** What is selected, or every passage of the article, as Markdown. */
  async markdown(): Promise<void> {
    const source = this.#source();
    if (source === null) return;
    const { selected, all } = this.#marking;
    const passages = selected === null ? all : [{ quote: selected.quote, note: null }];
    const written = passages.map(({ quote, note }) => asMarkdown(quote, note, source));
    await this.#copy(written.join('\n'));
  }

  async citation(): Promise<void> {
    const view = this.#reader.view;
    if (view !== null) await this.#copy(asBibTeX(view), 'notice.citation_copied');
  }

  #source(): Source | null {
    const view = this.#reader.view;
    if (view === null) return null;
    const { title, byline, site, shown_url: shown, published, url } = view.row;
    return {
      title,
      byline,
      site: site ?? shown.split('/')[0] ?? shown,
      published: published === null ? null : pageDate(published),
      url,
    };
  }

  async #copy(text: string, notice: Key = 'notice.copied'): Promise<void> {
    // A web view lets a page write to the clipboard on a press of the person's alone, and a key in
    // the text is none: where the desktop can be asked, it is.
    const copied = await this.#backend.call('copy', { text }).then(
      () => true,
      () => copyText(text),
    );
    this.#notices.show(t(copied ? notice : 'notice.not_copied'));
  }
}
