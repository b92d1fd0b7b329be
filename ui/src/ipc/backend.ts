// What the window needs of whoever answers it: the platform, or the twin in memory.

import type { CommandError, Commands, Event } from './generated';

export type CommandName = keyof Commands;
export type ArgsOf<N extends CommandName> = Commands[N]['args'];
export type ResultOf<N extends CommandName> = Commands[N]['result'];

/** What the article's frame is given. */
export type FrameSource = { src: string } | { srcdoc: string };

export interface Backend {
  /** Does a call; a refusal is a {@link CallError}. */
  call<N extends CommandName>(name: N, args: ArgsOf<N>): Promise<ResultOf<N>>;
  /** Hands over events until the function that it gives is called. */
  listen(handler: (event: Event) => void): Promise<() => void>;
  /** The address of a stored picture. */
  media(name: string): string;
  /** The document behind `ArticleView.frame`. */
  frame(address: string): FrameSource;
}

/** A call that was not done. */
export class CallError extends Error {
  override readonly name = 'CallError';

  constructor(readonly error: CommandError) {
    super(error.code);
  }
}
