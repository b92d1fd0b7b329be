// A row has one line for what the search found: the hit has to stand at its beginning.

import type { SnippetPart } from '../ipc/generated';

/** Characters before the first hit that still leave it in sight in a narrow list. */
const LEAD = 24;

/** The parts with no more before the first hit than a few words. */
export function nearHit(parts: readonly SnippetPart[]): SnippetPart[] {
  const [first, ...rest] = parts;
  if (first === undefined || first.hit || first.text.length <= LEAD || rest.length === 0) {
    return [...parts];
  }
  const tail = first.text.slice(-LEAD);
  // From a word's beginning, where there are words with spaces between them.
  const word = tail.indexOf(' ') + 1;
  return [{ text: `…${tail.slice(word)}`, hit: false }, ...rest];
}
