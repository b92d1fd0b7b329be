// The one way to the library. In the program the platform answers, anywhere else the twin.

import type { Backend } from './backend';

export { CallError, type ArgsOf, type Backend, type CommandName, type ResultOf } from './backend';
export type * from './generated';

export async function connect(): Promise<Backend> {
  if ('__TAURI_INTERNALS__' in window) return (await import('./tauri')).tauri;
  const { MemoryBackend } = await import('./memory');
  return new MemoryBackend(new URLSearchParams(location.search));
}
