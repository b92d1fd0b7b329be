// The status line: one sentence about what was just done, with the way back.

export type Action = { label: string; run: () => void };
export type Notice = { text: string; actions: readonly Action[]; serious: boolean };

const STAYS = 8000;

export class Notices {
  current = $state.raw<Notice | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string, actions: readonly Action[] = [], serious = false): void {
    this.current = { text, actions, serious };
    this.release();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.current = null;
  }

  /** Nobody loses a sentence or a button that they are pointing at. */
  hold(): void {
    clearTimeout(this.#timer);
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.current = null;
    }, STAYS);
  }
}
