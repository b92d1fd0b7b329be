// What a page or a file named something must not turn the words around it, nor hide among them.

/** Characters that nobody sees and that change how others are shown: controls, and the marks
 *  that turn the direction of text. A line end is one of them: a value stands in one line. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** What begins a run from right to left, or leaves the direction to its surroundings. */
const turning =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** A value as it may stand within a sentence: what is unseen becomes a space, and what runs from
 *  right to left is isolated, so that the sentence around it keeps its order. */
export function isolated(value: string): string {
  const plain = value.replace(unseen, ' ');
  return turning.test(plain) ? `\u2068${plain}\u2069` : plain;
}
