// What could be typed at the cursor of the field, and which of it is chosen.

import type { Backend, Choice } from '../ipc';

/** Letters that an operator is offered from on: one begins too many other words. */
const LETTERS = 2;

export type Taken = { text: string; cursor: number };

export class Completing {
  choices = $state.raw<readonly Choice[]>([]);
  /** The place of the chosen one; none at first, so that Enter searches. */
  active = $state<number | null>(null);

  #token = 0;
  #text = '';
  #span = { start: 0, end: 0 };
  readonly #backend: Backend;
  readonly #failed: (thrown: unknown) => void;

  constructor(backend: Backend, failed: (thrown: unknown) => void) {
    this.#backend = backend;
    this.#failed = failed;
  }

  get open(): boolean {
    return this.choices.length > 0;
  }

  /** Looks for what could stand at the cursor. `wanted` offers all of it, however little is typed. */
  async look(text: string, cursor: number, wanted = false): Promise<void> {
    this.#token += 1;
    const token = this.#token;
    if (text === '' && !wanted) {
      this.close();
      return;
    }
    try {
      const found = await this.#backend.call('complete_query', { text, cursor });
      if (token !== this.#token) return;
      const typed = text.slice(found.start, found.end);
      this.#text = text;
      this.#span = found;
      this.active = null;
      this.choices = found.choices.filter(
        (choice) =>
          choice.text !== typed &&
          (wanted || choice.kind !== 'operator' || typed.length >= LETTERS),
      );
    } catch (thrown) {
      if (token === this.#token) this.#failed(thrown);
    }
  }

  close(): void {
    this.#token += 1;
    this.choices = [];
    this.active = null;
  }

  /** Chooses the next or the one before; between the ends of the list none is chosen. */
  move(by: 1 | -1): void {
    const places = this.choices.length + 1;
    const at = ((this.active ?? -1) + 1 + by + places) % places;
    this.active = at === 0 ? null : at - 1;
  }

  /** The text with a choice in it, and where the cursor stands then. */
  take(at: number): Taken | null {
    const choice = this.choices[at];
    if (choice === undefined) return null;
    const before = this.#text.slice(0, this.#span.start) + choice.text;
    const rest = this.#text.slice(this.#span.end);
    // A value belongs to an operator without a space; what is whole is followed by one.
    const space = choice.kind === 'operator' || rest.startsWith(' ') ? '' : ' ';
    this.close();
    const whole = choice.kind === 'operator' ? 0 : 1;
    return { text: before + space + rest, cursor: before.length + whole };
  }
}
