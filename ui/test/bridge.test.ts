import { describe, expect, it } from 'vitest';
import { understand } from '../src/article/bridge';

describe('what comes from the frame', () => {
  it('is taken when it is one of the known shapes', () => {
    expect(understand({ type: 'ready', paragraphs: 12 })).toEqual({
      type: 'ready',
      paragraphs: 12,
    });
    expect(
      understand({ type: 'progress', progress: 0.5, paragraph: 3, within: 0.25 }),
    ).not.toBeNull();
    expect(
      understand({ type: 'key', key: 'j', ctrl: false, shift: false, alt: false, meta: false }),
    ).not.toBeNull();
    expect(understand({ type: 'restore', index: 2, restored: true })).not.toBeNull();
    expect(understand({ type: 'paste', text: 'a', html: '' })).not.toBeNull();
  });

  it('loses what it brings besides', () => {
    expect(understand({ type: 'ready', paragraphs: 1, __proto__: null, run: 'x' })).toEqual({
      type: 'ready',
      paragraphs: 1,
    });
  });

  it.each([
    [null],
    ['ready'],
    [42],
    [[]],
    [{}],
    [{ type: 'toString' }],
    [{ type: 'constructor' }],
    [{ type: 'ready' }],
    [{ type: 'ready', paragraphs: -1 }],
    [{ type: 'ready', paragraphs: '12' }],
    [{ type: 'progress', progress: Number.NaN, paragraph: 0, within: 0 }],
    [{ type: 'progress', progress: 2, paragraph: 0, within: 0 }],
    [{ type: 'key', key: 'x'.repeat(50), ctrl: false, shift: false, alt: false, meta: false }],
    [{ type: 'key', key: 'j', ctrl: 1, shift: false, alt: false, meta: false }],
    [{ type: 'restore', index: 1.5, restored: true }],
    [{ type: 'restore', index: 1 }],
    [{ type: 'selection', text: 'x'.repeat(10_001) }],
    [{ type: 'drop', uri_list: '', html: '', text: '', files: ['/etc/passwd'] }],
    [{ type: 'drop', uri_list: '', html: '', text: '', files: { length: 1 } }],
  ])('is dropped when it is not: %j', (message) => {
    expect(understand(message)).toBeNull();
  });

  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'article://localhost/x',
    '/relative',
    '',
  ])('leads nowhere by the address %s', (url) => {
    expect(understand({ type: 'link', url })).toBeNull();
  });

  it.each(['https://a.example/', 'http://a.example/', 'mailto:a@b.example'])(
    'may lead to %s',
    (url) => {
      expect(understand({ type: 'link', url })).toEqual({ type: 'link', url });
    },
  );
});
