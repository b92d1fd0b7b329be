// What a drop or a paste holds, read in the order of how much it can be trusted to be a link.

import type { SaveRequest } from '../ipc';

type Source = Pick<DataTransfer, 'getData'> & { files?: ArrayLike<File> };

const orNull = (text: string): string | null => (text.trim() === '' ? null : text);

/** The lines of a `text/uri-list` that are addresses. */
export function uriLines(list: string): string[] {
  return list
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Whether something that is being dragged could be saved; its content is not to be seen yet. */
export function isWelcome(types: readonly string[]): boolean {
  return ['Files', 'text/uri-list', 'text/html', 'text/plain', 'text/x-moz-url'].some((type) =>
    types.includes(type),
  );
}

/** The request in a drop; nothing when it holds neither text nor link. */
export function requestOf(source: Source): SaveRequest | null {
  const lines = uriLines(source.getData('text/uri-list'));
  // The address in pairs of lines, address and title, where a browser offers that alone.
  const pairs = source.getData('text/x-moz-url').split(/\r?\n/);
  const uris =
    lines.length > 0 ? lines : pairs.filter((line, at) => at % 2 === 0 && line.trim() !== '');
  const request = {
    uri_list: uris.length > 0 ? uris.join('\n') : null,
    html: orNull(source.getData('text/html')),
    text: orNull(source.getData('text/plain')),
  };
  return request.uri_list === null && request.html === null && request.text === null
    ? null
    : request;
}

/** The files of a drop. Some systems give a dragged link as a file besides; it is told by its type. */
export function filesOf(source: Source): File[] {
  return Array.from(source.files ?? []);
}

export const PART = 1024 * 1024;

/** A file in parts of a mebibyte, as base64. */
export async function* parts(file: Blob): AsyncGenerator<string> {
  for (let at = 0; at < file.size; at += PART) {
    const bytes = new Uint8Array(await file.slice(at, at + PART).arrayBuffer());
    let binary = '';
    for (let from = 0; from < bytes.length; from += 0x8000) {
      binary += String.fromCharCode(...bytes.subarray(from, from + 0x8000));
    }
    yield btoa(binary);
  }
}

/** Whether a key or paste belongs to a field and not to the window. */
export function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  const noText = ['checkbox', 'radio', 'range', 'button', 'submit', 'file', 'color'];
  return target instanceof HTMLInputElement && !noText.includes(target.type);
}
