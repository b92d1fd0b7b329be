// Which panes are seen. What the person hid stays hidden; what has no room folds.

export const FOLDS = 900;
export const TAKES_TURNS = 640;

export class Panes {
  width = $state(1280);
  /** What the person chose for a window with room. */
  sidebarChosen = $state(true);
  listChosen = $state(true);
  /** The folded sidebar, drawn over the rest until something is chosen in it. */
  sidebarOver = $state(false);
  /** Which of the two is seen when they take turns. */
  turn = $state<'list' | 'reader'>('list');
  listWidth = $state(380);
  /** What the window shows beside the sidebar: list and article, or what takes their place. */
  place = $state<'articles' | 'tags' | 'highlights'>('articles');

  readonly folded = $derived(this.width < FOLDS);
  readonly turns = $derived(this.width < TAKES_TURNS);
  readonly sidebar = $derived(this.folded ? this.sidebarOver : this.sidebarChosen);
  readonly list = $derived(this.turns ? this.turn === 'list' : this.listChosen);
  readonly reader = $derived(!this.turns || this.turn === 'reader');

  toggleSidebar(): void {
    if (this.folded) this.sidebarOver = !this.sidebarOver;
    else this.sidebarChosen = !this.sidebarChosen;
  }

  toggleList(): void {
    if (this.turns) this.turn = this.turn === 'list' ? 'reader' : 'list';
    else this.listChosen = !this.listChosen;
  }

  resizeList(to: number): void {
    this.listWidth = Math.round(Math.min(640, Math.max(280, to)));
  }
}
