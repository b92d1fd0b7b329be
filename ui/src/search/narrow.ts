// Adding a property to a query and taking it away, as text.

/** Characters after which a property stands by itself. */
const apart = (text: string, at: number) =>
  at < 0 || at >= text.length || /[\s()]/.test(text[at] ?? '');

function placeOf(query: string, operator: string): number {
  for (let at = query.indexOf(operator); at !== -1; at = query.indexOf(operator, at + 1)) {
    if (apart(query, at - 1) && apart(query, at + operator.length)) return at;
  }
  return -1;
}

/** Whether a query asks for that property. */
export function asksFor(query: string, operator: string): boolean {
  return placeOf(query, operator) !== -1;
}

/** The query with the property too. It stands first, so that a word at the end still grows. */
export function narrowed(query: string, operator: string): string {
  const text = query.trim();
  if (text === '') return operator;
  // OR binds less than standing side by side. Within parentheses no word is at the end.
  const choice = /(^|[\s)])OR([\s(]|$)/.test(text);
  const grown = text.replace(/((?:^|[\s(]|title:|author:)[\p{L}\p{N}]{2,})$/iu, '$1*');
  return choice ? `${operator} (${grown})` : `${operator} ${text}`;
}

/** The query without the property. */
export function widened(query: string, operator: string): string {
  const at = placeOf(query, operator);
  if (at === -1) return query;
  return `${query.slice(0, at).trimEnd()} ${query.slice(at + operator.length).trimStart()}`.trim();
}
