import { describe, expect, it } from 'vitest';
import messages from '../messages/en.json';
import { sayLogged, sayProblem, sayRefusal } from '../src/errors/table';
import type { CommandError, ProblemCode } from '../src/ipc';
import { known, plural, t } from '../src/shared/words';

const codes = Object.keys(messages)
  .map((key) => /^problem\.(\w+)$/.exec(key)?.[1])
  .filter((code) => code !== undefined) as ProblemCode[];

const problem = (code: ProblemCode) => ({
  code,
  args: { site: 'zeit.de' },
  retry: false,
  tried_at: null,
});

describe('the sentence of a problem', () => {
  it('is there for every code, with a verb for its button', () => {
    expect(codes.length).toBe(33);
    for (const code of codes) {
      const { sentence, action } = sayProblem(problem(code), 'zeit.de');
      expect(sentence, code).not.toMatch(/[{}!]|[Oo]ops|[Pp]lease/);
      expect(sentence.endsWith('.'), code).toBe(true);
      expect(action.length, code).toBeGreaterThan(3);
    }
  });

  it('says that the link is kept, wherever something was given to keep', () => {
    const other: ProblemCode[] = [
      'ask_private',
      'needs_address',
      'cleaning_failed',
      'not_web',
      'pdf',
      'disk_full',
    ];
    for (const code of codes) {
      if (!other.includes(code)) expect(t(`problem.${code}`), code).toContain('link is kept');
    }
  });

  it('tells the way round a wall', () => {
    expect(sayProblem(problem('consent_wall'), 'x').sentence).toBe(
      'zeit.de asked for consent before showing the article. The link is kept. Open it in your browser, select all, copy, and paste it here.',
    );
  });

  it('names the host where the problem names no site', () => {
    const { sentence } = sayProblem({ ...problem('timed_out'), args: {} }, 'slow.example');
    expect(sentence).toBe('slow.example took too long to answer. The link is kept.');
  });
});

describe('a refused call', () => {
  it('is said with what it names', () => {
    expect(sayRefusal({ code: 'bad_file', name: 'a.zip', fault: 'damaged' }).text).toBe(
      t('file.damaged', { name: 'a.zip' }),
    );
    expect(sayRefusal({ code: 'bad_value', field: 'published', value: 'soon' }).text).toContain(
      '“soon”',
    );
  });

  it('shows no cause that is for the log', () => {
    const error: CommandError = { code: 'internal', cause: 'panic at lib.rs' };
    expect(sayRefusal(error).text).not.toContain('panic');
    expect(sayRefusal(error).offer).toBe('log');
  });
});

describe('a line of the log', () => {
  it('of an unknown code still reads', () => {
    expect(sayLogged('tea_spilt', {})).toBe('tea spilt');
    expect(sayLogged('gone', { site: 'a.example' })).toContain('a.example');
  });
});

describe('the catalogue', () => {
  it('is a flat table of texts', () => {
    for (const [key, text] of Object.entries(messages)) expect(typeof text, key).toBe('string');
  });

  it('has both forms of every plural', () => {
    for (const key of Object.keys(messages)) {
      if (key.endsWith('.one')) expect(known(key.replace(/one$/, 'other')), key).toBe(true);
      if (key.endsWith('.other')) expect(known(key.replace(/other$/, 'one')), key).toBe(true);
    }
  });

  it('holds no words that nobody says', () => {
    // These families are chosen by a code or a table, or said by the frame and the terminal.
    const chosen =
      /^(problem|file|undone|stage|script|warning|month|left_out|receipt|frame|date|area|empty|correct\.field|type|group|error|explain|query|view|search\.operator|settings\.tab|access|queue\.stopped|place|backup\.failed|network\.hold)\./;
    const sources = import.meta.glob<string>('../src/**/*.{ts,svelte}', {
      query: '?raw',
      import: 'default',
      eager: true,
    });
    const all = Object.values(sources).join('\n');
    const unsaid = Object.keys(messages).filter((key) => {
      const base = key.replace(/\.(one|other)$/, '');
      return !chosen.test(key) && !all.includes(`'${key}'`) && !all.includes(`'${base}'`);
    });
    expect(unsaid).toEqual([]);
  });

  it('fills places and counts', () => {
    expect(plural('notice.saved', 1)).toBe('Saved 1 link');
    expect(plural('notice.saved', 40_000)).toBe('Saved 40,000 links');
    expect(t('field.save', { address: '{count}' })).toBe('Save {count}');
  });
});
