// What the foot of the sidebar says of a long list that is being saved.

import { cleanup, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CallError, type SaveOutcome } from '../src/ipc';
import { openWindow, settle, type World } from './world';

const line = () =>
  (document.querySelector('.saving')?.textContent ?? '').replace(/\s+/g, ' ').trim();

async function say(world: World, change: Partial<World['app']['archive']['queue']>): Promise<void> {
  world.app.archive.queue = { ...world.app.archive.queue, ...change };
  await settle();
}

describe('a long list', () => {
  afterEach(cleanup);

  it('says the space that it needs beside what is free, and offers text only', async () => {
    const world = await openWindow('saving');
    expect(line()).toContain('Saving 214 of 40,000, about 3 hours');
    expect(line()).toContain('Needs about 21 GB; 212 GB are free.');
    screen.getByRole('button', { name: 'Text only' }).click();
    await settle();
    expect(world.calls('set_settings').at(-1)).toMatchObject({ settings: { text_only: true } });
    expect(line()).toContain('Without pictures this needs about 2.6 GB; 212 GB are free.');
    screen.getByRole('button', { name: 'With pictures' }).click();
    await settle();
    expect(line()).toContain('Needs about 21 GB; 212 GB are free.');
  });

  it('stands out where the disk is too small for it', async () => {
    const world = await openWindow('saving');
    const space = { needed: 200e9, free: 212e9, sampled: 200 };
    await say(world, { space });
    expect(line()).toContain('Needs about 200 GB, and only 212 GB are free.');
    expect(document.querySelector('.saving .tight')?.textContent).toContain('200');
    await say(world, { space, text_only: true });
    expect(line()).toContain('Even without pictures this needs about 200 GB, and only 212 GB');
  });

  it('says that pictures are left out before it knows the space, and nothing else', async () => {
    const world = await openWindow('saving');
    await say(world, { space: null });
    expect(line()).not.toMatch(/free|left out/);
    await say(world, { space: null, text_only: true });
    expect(line()).toContain('Pictures are left out.');
  });

  it('of up to 500 says neither space nor offers anything', async () => {
    const world = await openWindow('saving');
    await say(world, { total: 500, space: null, text_only: true });
    expect(line()).toContain('Saving 214 of 500');
    expect(line()).not.toMatch(/free|left out|Text only|With pictures/);
  });

  it('that waits for nothing shows no progress, and none at all where nothing is written', async () => {
    const world = await openWindow();
    await say(world, { total: 0, done: 0, stopped: { reason: 'disk', missing: null } });
    expect(line()).toMatch(/^Saving has stopped: the disk did not take/);
    expect(line()).not.toMatch(/Paused|Pause/);
    cleanup();
    const damaged = await openWindow('damaged');
    await say(damaged, { total: 0, done: 0, stopped: { reason: 'disk', missing: null } });
    expect(line()).toBe('');
  });
});

describe('what is not taken as it was given', () => {
  afterEach(cleanup);

  const nothing: SaveOutcome = {
    added: [],
    added_count: 0,
    already: [],
    skipped: [],
    skipped_count: 0,
    refused: [],
    had_credentials: 0,
    nothing: true,
  };

  async function savedAs(outcome: Partial<SaveOutcome>): Promise<void> {
    const world = await openWindow();
    vi.spyOn(world.backend, 'call').mockResolvedValueOnce({ ...nothing, ...outcome } as never);
    void world.app.saving.save({ text: 'x', html: null, uri_list: null });
    await settle();
  }

  it('is told beside what was saved', async () => {
    await savedAs({
      added_count: 3,
      nothing: false,
      skipped_count: 2,
      refused: [
        { name: 'a.zip', fault: 'locked' },
        { name: 'b.bin', fault: 'unsupported' },
      ],
    });
    const told = /^Saved 3 links\. “a\.zip” is locked.*1 more file was not taken\. 2 lines held/;
    expect(screen.getByText(told)).toBeTruthy();
  });

  it('is told when nothing was saved at all', async () => {
    await savedAs({ refused: [{ name: 'a.zip', fault: 'too_many' }] });
    expect(screen.getByText(/^“a\.zip” holds more than 200,000 links/)).toBeTruthy();
  });

  it('is told of one among several files, behind what was saved', async () => {
    const world = await openWindow();
    const { call } = world.backend;
    vi.spyOn(world.backend, 'call').mockImplementation(((name: string, args: never) =>
      name === 'file_begin' && (args as { name: string }).name === 'bad.bin'
        ? Promise.reject(new CallError({ code: 'bad_file', name: 'bad.bin', fault: 'unsupported' }))
        : call.call(world.backend, name as never, args)) as never);
    const file = (name: string) => new File(['https://paper.example/story'], name);
    void world.app.saving.files([file('bad.bin'), file('links.txt')]);
    await settle(40);
    expect(screen.getByText(/^“bad\.bin” is neither/)).toBeTruthy();
    expect(world.calls('file_end').length).toBe(1);
  });
});

describe('a link with a name and a password', () => {
  afterEach(cleanup);

  it('is saved without them, and that is said', async () => {
    const world = await openWindow();
    const text = 'https://reader:sesame@paper.example/story';
    void world.app.saving.save({ text, html: null, uri_list: null });
    await settle();
    expect(screen.getByText(/^Saved 1 link\. The name and password in the link/)).toBeTruthy();
    expect(world.app.list.total).toBeGreaterThan(0);
  });
});
