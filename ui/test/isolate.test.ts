import { describe, expect, it } from 'vitest';
import { isolated } from '../src/shared/isolate';
import { t } from '../src/shared/words';

describe('values within sentences', () => {
  it.each([
    ['plain words', 'a.example', 'a.example'],
    ['an override that turns letters round', 'photo\u202egpj.exe', 'photo gpj.exe'],
    ['an isolate that is never closed', 'a\u2067b', 'a b'],
    ['a close that would end our own', 'a\u2069\u202cb', 'a b'],
    ['control characters', 'a\u0000\u001b[31mb\u0085c', 'a [31mb c'],
    ['line ends', 'one\r\ntwo\u2028three', 'one two three'],
    ['joiners, which scripts need', 'می\u200cخواهم', '\u2068می\u200cخواهم\u2069'],
    ['Hebrew', 'שלום', '\u2068שלום\u2069'],
  ])('%s', (_what, given, shown) => {
    expect(isolated(given)).toBe(shown);
  });

  it('are made harmless wherever a sentence names them', () => {
    expect(t('reader.frame', { title: 'a\u202eb' })).toBe('Text of a b');
  });
});
