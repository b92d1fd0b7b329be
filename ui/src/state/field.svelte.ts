// The one field: it searches what is typed, and knows a link when it sees one.

import type { Backend, FieldHint } from '../ipc';

const nothing: FieldHint = { link: null, shown: null, already: null };

/** Whether it is worth asking the library if this is a link. */
export function mayBeLink(text: string): boolean {
  const trimmed = text.trim();
  return /^\S+$/.test(trimmed) && (trimmed.includes('://') || /[^.\s]\.[^.\s]{2,}/.test(trimmed));
}

export class Field {
  text = $state('');
  hint = $state.raw<FieldHint>(nothing);
  /** Asks for the keyboard, with the whole text chosen. */
  focusAsked = $state(0);

  #token = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #backend: Backend;
  readonly #search: (query: string) => void;
  readonly #failed: (thrown: unknown) => void;

  constructor(
    backend: Backend,
    search: (query: string) => void,
    failed: (thrown: unknown) => void,
  ) {
    this.#backend = backend;
    this.#search = search;
    this.#failed = failed;
  }

  focus(): void {
    this.focusAsked += 1;
  }

  /** What a key press or paste left in the field. */
  type(text: string): void {
    this.text = text;
    this.#token += 1;
    const token = this.#token;
    clearTimeout(this.#timer);
    if (text.trim() === '') {
      this.hint = nothing;
      this.#search('');
      return;
    }
    this.#timer = setTimeout(() => {
      void this.#look(text, token);
    }, 70);
  }

  async #look(text: string, token: number): Promise<void> {
    try {
      const hint = mayBeLink(text) ? await this.#backend.call('hint', { text }) : nothing;
      if (token !== this.#token) return;
      this.hint = hint;
      if (hint.link === null) this.#search(text.trim());
    } catch (thrown) {
      if (token === this.#token) this.#failed(thrown);
    }
  }

  /** Empties it without asking for another list. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#token += 1;
    this.text = '';
    this.hint = nothing;
  }

  /** Shows a search that was asked for elsewhere. */
  set(text: string): void {
    this.clear();
    this.text = text;
  }
}
