// What the settings show of the network: who was ever asked for something, who is left alone for
// a while, and which addresses of the own network may be fetched from.

import type { Contact, ContactArticle, Hold, PrivateOrigin } from '../ipc';
import type { Calls } from './calls';

export class Network {
  contacts = $state.raw<readonly Contact[] | null>(null);
  origins = $state.raw<readonly PrivateOrigin[]>([]);
  holds = $state.raw<readonly Hold[]>([]);
  /** The host whose articles are shown. */
  open = $state<string | null>(null);
  articles = $state.raw<readonly ContactArticle[] | null>(null);

  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  async load(): Promise<void> {
    this.open = null;
    this.articles = null;
    const [contacts, origins, holds] = await Promise.all([
      this.#calls.do('contacts', {}),
      this.#calls.do('private_origins', {}),
      this.#calls.do('holds', {}),
    ]);
    this.contacts = contacts ?? [];
    this.origins = origins ?? [];
    this.holds = holds ?? [];
  }

  /** Shows for which articles a host was asked, or no longer. */
  async turn(host: string): Promise<void> {
    this.articles = null;
    if (this.open === host) {
      this.open = null;
      return;
    }
    this.open = host;
    const articles = await this.#calls.do('contact_articles', { host });
    if (this.open === host) this.articles = articles ?? [];
  }

  async forget(origin: string): Promise<void> {
    if ((await this.#calls.do('forget_origin', { origin })) === undefined) return;
    this.origins = this.origins.filter((one) => one.origin !== origin);
  }
}
