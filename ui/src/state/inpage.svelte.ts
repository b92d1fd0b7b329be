// Finding within the open article: what the search hit in it, and what is typed to be found.

export class InPage {
  /** Whether the bar to type into stands there. */
  open = $state(false);
  /** What is typed into it. */
  text = $state('');
  /** How many places there are, and at which of them the person is; -1 at none. */
  count = $state(0);
  at = $state(-1);
  /** Asks the bar for the keyboard. */
  focusAsked = $state(0);
  /** Goes on to the next or the one before; counted, so that the same way twice is two steps. */
  steps = $state.raw<{ by: number; count: number }>({ by: 0, count: 0 });

  begin(): void {
    this.open = true;
    this.focusAsked += 1;
  }

  end(): void {
    this.open = false;
    this.text = '';
  }

  step(by: 1 | -1): void {
    this.steps = { by, count: this.steps.count + 1 };
  }

  told(count: number, at: number): void {
    this.count = count;
    this.at = at;
  }

  /** Another article: what is typed is sought in that one, too. */
  leave(): void {
    this.told(0, -1);
  }
}
