// The archive's backups, as the settings show them: made by themselves, made now, checked,
// gone back to.

import type { Backups } from '../ipc';
import { when } from '../shared/when';
import { plural, t } from '../shared/words';
import type { Calls } from './calls';
import type { Notices } from './notices.svelte';

/** Which act is under way; one at a time, since each reads the whole archive. */
export type KeepingAct =
  { act: 'back_up' | 'salvage' } | { act: 'check' | 'restore' | 'remove'; name: string };

/** What a person may go back to: a backup, or what was kept aside. */
export type Earlier = { name: string; at: number; articles: number | null };

type Parts = {
  calls: Calls;
  notices: Notices;
  /** Shows everything anew: another archive lies under the window. */
  reopen: () => Promise<void>;
};

export class Keeping {
  backups = $state.raw<Backups | null>(null);
  doing = $state.raw<KeepingAct | null>(null);
  /** What the person is asked about before it takes the archive's place. */
  asked = $state.raw<Earlier | null>(null);

  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async load(): Promise<void> {
    this.backups = (await this.#parts.calls.do('backups', {})) ?? this.backups;
  }

  async backUp(): Promise<void> {
    const { calls, notices } = this.#parts;
    await this.#while({ act: 'back_up' }, async () => {
      if ((await calls.do('back_up_now', {})) !== undefined) notices.show(t('notice.backed_up'));
    });
  }

  async check(name: string): Promise<void> {
    const { calls, notices } = this.#parts;
    await this.#while({ act: 'check', name }, async () => {
      if ((await calls.do('check_backup', { name })) !== undefined) {
        notices.show(t('notice.backup_whole'));
      }
    });
  }

  ask(earlier: Earlier): void {
    this.asked = earlier;
  }

  cancel(): void {
    this.asked = null;
  }

  /** Goes back to the backup that was asked about. */
  async restore(): Promise<void> {
    const { calls, notices, reopen } = this.#parts;
    const asked = this.asked;
    this.asked = null;
    if (asked === null) return;
    await this.#while({ act: 'restore', name: asked.name }, async () => {
      if ((await calls.do('restore_backup', { name: asked.name })) === undefined) return;
      await reopen();
      notices.show(t('notice.restored_backup', { date: when(asked.at) }));
    });
  }

  /** Makes a new archive of what can still be read of a damaged one. */
  async salvage(): Promise<void> {
    const { calls, notices, reopen } = this.#parts;
    await this.#while({ act: 'salvage' }, async () => {
      const salvaged = await calls.do('salvage', {});
      if (salvaged === undefined) return;
      await reopen();
      const { articles, lost } = salvaged;
      notices.show(
        lost === 0
          ? plural('notice.salvaged_all', articles)
          : plural('notice.salvaged', articles, { lost: String(lost) }),
        [],
        lost > 0,
      );
    });
  }

  async removeAside(name: string): Promise<void> {
    await this.#while({ act: 'remove', name }, async () => {
      await this.#parts.calls.do('remove_aside', { name });
    });
  }

  async #while(act: KeepingAct, work: () => Promise<void>): Promise<void> {
    if (this.doing !== null) return;
    this.doing = act;
    try {
      await work();
      await this.load();
    } finally {
      this.doing = null;
    }
  }
}
