// One table from code to severity, sentence and offered action. The type checker asks for a
// line when a code appears.

import type { CommandError, Problem, ProblemCode, RefusedFile, Row } from '../ipc';
import { bytes } from '../shared/when';
import { known, t, type Args, type Key } from '../shared/words';

/** What the one button beside a sentence does. */
export type Remedy = 'open' | 'retry' | 'answer' | 'address' | 'trash';
/** How much it asks of the person: nothing, a look, or an act before anything goes on. */
export type Severity = 'note' | 'problem' | 'question';

type Line = { severity: Severity; remedy: Remedy };

const problems: Readonly<Record<ProblemCode, Line>> = {
  video: { severity: 'note', remedy: 'open' },
  listing: { severity: 'note', remedy: 'open' },
  pdf: { severity: 'note', remedy: 'open' },
  picture: { severity: 'note', remedy: 'open' },
  feed: { severity: 'note', remedy: 'open' },
  other_file: { severity: 'note', remedy: 'open' },
  gone: { severity: 'problem', remedy: 'retry' },
  consent_wall: { severity: 'problem', remedy: 'open' },
  sign_in_wall: { severity: 'problem', remedy: 'open' },
  paywall: { severity: 'problem', remedy: 'open' },
  bot_wall: { severity: 'problem', remedy: 'open' },
  no_article: { severity: 'note', remedy: 'open' },
  needs_script: { severity: 'problem', remedy: 'open' },
  too_large: { severity: 'problem', remedy: 'open' },
  name_not_found: { severity: 'problem', remedy: 'retry' },
  connect_failed: { severity: 'problem', remedy: 'retry' },
  timed_out: { severity: 'problem', remedy: 'retry' },
  insecure_connection: { severity: 'problem', remedy: 'retry' },
  too_many_redirects: { severity: 'problem', remedy: 'retry' },
  server_error: { severity: 'problem', remedy: 'retry' },
  asked_too_often: { severity: 'problem', remedy: 'retry' },
  refused: { severity: 'problem', remedy: 'open' },
  cut_short: { severity: 'problem', remedy: 'retry' },
  bad_answer: { severity: 'problem', remedy: 'retry' },
  private_redirect: { severity: 'problem', remedy: 'open' },
  ask_private: { severity: 'question', remedy: 'answer' },
  private_refused: { severity: 'note', remedy: 'retry' },
  private_listed: { severity: 'note', remedy: 'retry' },
  not_web: { severity: 'problem', remedy: 'trash' },
  needs_address: { severity: 'question', remedy: 'address' },
  cleaning_failed: { severity: 'problem', remedy: 'retry' },
  disk_full: { severity: 'problem', remedy: 'retry' },
  internal: { severity: 'problem', remedy: 'retry' },
};

export type Said = Line & { sentence: string; action: string };

/** A row's problem in words, with its button. */
export function sayProblem(problem: Problem, host: string): Said {
  const args: Args = { site: host, ...problem.args };
  return {
    ...problems[problem.code],
    sentence: t(`problem.${problem.code}`, args),
    action: t(`problem.${problem.code}.action`),
  };
}

export const rowProblem = (row: Row): Said | null =>
  row.problem === null ? null : sayProblem(row.problem, row.host);

/** A line of the log in words; a code that came after this window reads as it is written. */
export function sayLogged(code: string, args: Args): string {
  const key = `problem.${code}`;
  const other = `error.${code}`;
  if (known(key)) return t(key, { site: '', ...args });
  return known(other) ? t(other, args) : code.replaceAll('_', ' ');
}

/** What follows a call that was refused. */
export type Offer = 'log' | 'choose' | 'none';

const refusals: Readonly<Record<CommandError['code'], { sentence: Key; offer: Offer }>> = {
  not_found: { sentence: 'error.not_found', offer: 'none' },
  bad_call: { sentence: 'error.bad_call', offer: 'log' },
  bad_value: { sentence: 'error.bad_value', offer: 'none' },
  bad_file: { sentence: 'file.unreadable', offer: 'choose' },
  too_many: { sentence: 'error.too_many', offer: 'none' },
  busy: { sentence: 'error.busy', offer: 'none' },
  damaged: { sentence: 'error.damaged', offer: 'log' },
  disk_full: { sentence: 'error.disk_full', offer: 'none' },
  read_only: { sentence: 'error.read_only', offer: 'log' },
  newer_format: { sentence: 'error.newer_format', offer: 'none' },
  disk: { sentence: 'error.disk', offer: 'log' },
  desktop: { sentence: 'error.desktop', offer: 'none' },
  internal: { sentence: 'error.internal', offer: 'log' },
};

/** Why nothing of a file was taken. */
export const sayFile = ({ name, fault }: RefusedFile): string => t(`file.${fault}`, { name });

export function sayRefusal(error: CommandError): { text: string; offer: Offer } {
  const { sentence, offer } = refusals[error.code];
  if (error.code === 'disk_full' && error.missing !== null) {
    return { text: t('error.disk_full_by', { missing: bytes(error.missing) }), offer };
  }
  if (error.code === 'bad_file') return { text: sayFile(error), offer };
  // The code itself has no place in any sentence.
  const places = Object.entries(error).filter(([, value]) => value !== null);
  return { text: t(sentence, Object.fromEntries(places)), offer };
}
