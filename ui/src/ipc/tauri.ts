// The one door to the platform: one command, one event.

import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { CallError, type Backend } from './backend';
import type { CommandError, Event } from './generated';

function isCommandError(thrown: unknown): thrown is CommandError {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    'code' in thrown &&
    typeof thrown.code === 'string'
  );
}

export const tauri: Backend = {
  async call(name, args) {
    try {
      return await invoke('call', { name, args });
    } catch (thrown) {
      throw new CallError(
        isCommandError(thrown) ? thrown : { code: 'internal', cause: String(thrown) },
      );
    }
  },
  listen: (handler) =>
    listen<Event>('backfile://event', ({ payload }) => {
      handler(payload);
    }),
  media: (name) => convertFileSrc(name, 'media'),
  frame: (address) => ({ src: address }),
};
