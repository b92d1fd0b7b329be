// The window's end of the article's frame. Whatever comes from there is untrusted: it runs
// beside HTML of the web, so each message is taken apart and only known shapes go on.

import type { Face, Quote, Theme } from '../ipc';

/** A place in the frame, in its own pixels. */
export type Box = { left: number; top: number; width: number; height: number };
/** A passage that is to be marked. */
export type Mark = Quote & { id: string; noted: boolean };

export type ToFrame =
  | { type: 'look'; theme: Theme; face: Face; size: number; measure: number }
  | { type: 'left_out'; show: boolean }
  | { type: 'goto'; paragraph: number; within: number }
  | { type: 'hits'; words: string[] }
  | { type: 'find'; text: string }
  | { type: 'step_hit'; by: number }
  | { type: 'step'; by: number }
  | { type: 'marks'; marks: Mark[] }
  | { type: 'reveal'; id: string }
  | { type: 'unselect' };

export type FrameKey = { key: string; ctrl: boolean; shift: boolean; alt: boolean; meta: boolean };

export type FromFrame =
  | { type: 'ready'; paragraphs: number }
  | { type: 'progress'; progress: number; paragraph: number; within: number }
  | { type: 'hits'; count: number; at: number }
  | ({ type: 'key' } & FrameKey)
  | { type: 'link'; url: string }
  | { type: 'restore'; index: number; restored: boolean }
  | { type: 'selection'; selected: { quote: Quote; box: Box } | null }
  | { type: 'mark'; id: string; box: Box }
  | { type: 'paste'; text: string; html: string }
  | { type: 'drag' }
  | { type: 'drop'; uri_list: string; html: string; text: string; files: File[] };

const MOST = 32 * 1024 * 1024;

type Loose = Record<string, unknown>;

const text = (value: unknown, most: number): string | null =>
  typeof value === 'string' && value.length <= most ? value : null;
const whole = (value: unknown, most: number): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most
    ? value
    : null;
const share = (value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && value <= 1 ? value : null;
const yes = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

function quoteOf(value: unknown): Quote | null {
  if (typeof value !== 'object' || value === null) return null;
  const loose = value as Loose;
  return complete({
    exact: text(loose['exact'], 1e6),
    prefix: text(loose['prefix'], 400),
    suffix: text(loose['suffix'], 400),
    start: whole(loose['start'], 1e9),
  });
}

function boxOf(value: unknown): Box | null {
  if (typeof value !== 'object' || value === null) return null;
  const loose = value as Loose;
  const length = (name: string) => {
    const found = loose[name];
    return typeof found === 'number' && Math.abs(found) < 1e7 ? found : null;
  };
  return complete({
    left: length('left'),
    top: length('top'),
    width: length('width'),
    height: length('height'),
  });
}

/** Addresses that an article may send the person to. */
function outward(url: string): string | null {
  try {
    const { protocol, href } = new URL(url);
    return ['http:', 'https:', 'mailto:'].includes(protocol) ? href : null;
  } catch {
    // A relative or broken address leads nowhere from an archive.
    return null;
  }
}

type Fields<T> = { [K in keyof T]: T[K] | null };

/** The message when every part of it is there. */
function complete<T extends object>(fields: Fields<T>): T | null {
  return Object.values(fields).some((value) => value === null) ? null : (fields as T);
}

/** A message of the frame; nothing when it is not one that we know. */
export function understand(data: unknown): FromFrame | null {
  if (typeof data !== 'object' || data === null) return null;
  const loose = data as Loose;
  switch (loose['type']) {
    case 'ready':
      return complete({ type: 'ready', paragraphs: whole(loose['paragraphs'], 1e6) });
    case 'progress':
      return complete({
        type: 'progress',
        progress: share(loose['progress']),
        paragraph: whole(loose['paragraph'], 1e6),
        within: share(loose['within']),
      });
    case 'hits': {
      const at = loose['at'] === -1 ? -1 : whole(loose['at'], 1e6);
      return complete({ type: 'hits', count: whole(loose['count'], 1e6), at });
    }
    case 'key':
      return complete({
        type: 'key',
        key: text(loose['key'], 20),
        ctrl: yes(loose['ctrl']),
        shift: yes(loose['shift']),
        alt: yes(loose['alt']),
        meta: yes(loose['meta']),
      });
    case 'link': {
      const url = text(loose['url'], 20_000);
      return complete({ type: 'link', url: url === null ? null : outward(url) });
    }
    case 'restore':
      return complete({
        type: 'restore',
        index: whole(loose['index'], 1e6),
        restored: yes(loose['restored']),
      });
    case 'selection': {
      if (loose['quote'] === null) return { type: 'selection', selected: null };
      const selected = complete({ quote: quoteOf(loose['quote']), box: boxOf(loose['box']) });
      return selected === null ? null : { type: 'selection', selected };
    }
    case 'mark':
      return complete({ type: 'mark', id: text(loose['id'], 40), box: boxOf(loose['box']) });
    case 'paste':
      return complete({
        type: 'paste',
        text: text(loose['text'], MOST),
        html: text(loose['html'], MOST),
      });
    case 'drag':
      return { type: 'drag' };
    case 'drop': {
      const files = loose['files'];
      return complete({
        type: 'drop',
        uri_list: text(loose['uri_list'], MOST),
        html: text(loose['html'], MOST),
        text: text(loose['text'], MOST),
        files: Array.isArray(files) && files.every((file) => file instanceof File) ? files : null,
      });
    }
    default:
      return null;
  }
}

/** The one line to a frame's document. */
export class Bridge {
  readonly #port: MessagePort;

  constructor(frame: Window, heard: (message: FromFrame) => void) {
    const channel = new MessageChannel();
    this.#port = channel.port1;
    this.#port.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = understand(data);
      if (message !== null) heard(message);
    };
    // The frame is of no origin, so no other target can be named.
    frame.postMessage({ type: 'backfile' }, '*', [channel.port2]);
  }

  send(message: ToFrame): void {
    this.#port.postMessage(message);
  }

  close(): void {
    this.#port.onmessage = null;
    this.#port.close();
  }
}
