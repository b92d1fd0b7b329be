// A window on the twin, for tests: its clock moves when it is told to.

import { render } from '@testing-library/svelte';
import { tick } from 'svelte';
import { MemoryBackend } from '../src/ipc/memory';
import { App } from '../src/state/app.svelte';
import Root from '../src/Root.svelte';

import { NOW } from './now';

export type World = {
  app: App;
  backend: MemoryBackend;
  /** Does everything that the twin put off. */
  finish: () => Promise<void>;
  calls: (name: string) => unknown[];
};

/** Lets answers arrive and the window draw them. */
export async function settle(rounds = 12): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await tick();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

export function makeApp(state = 'library'): World {
  const later: (() => void)[] = [];
  const backend = new MemoryBackend(new URLSearchParams({ state }), {
    now: () => NOW,
    later: (run) => later.push(run),
  });
  const app = new App(backend);
  return {
    app,
    backend,
    finish: async () => {
      for (const run of later.splice(0)) run();
      await settle();
    },
    calls: (name) => backend.calls.filter((call) => call.name === name).map((call) => call.args),
  };
}

/** The whole window, drawn and answered. */
export async function openWindow(state = 'library'): Promise<World> {
  const world = makeApp(state);
  render(Root, { app: world.app });
  await settle();
  return world;
}

export function press(
  key: string,
  more: Partial<KeyboardEventInit> = {},
  target?: Element,
): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  return (target ?? document.activeElement ?? document.body).dispatchEvent(event);
}
