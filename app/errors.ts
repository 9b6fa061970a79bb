import { appErrors } from './errors/app.ts';
import { clientErrors } from './errors/client.ts';
import { confirmationErrors } from './errors/confirmation.ts';
import { decisionErrors } from './errors/decision.ts';
import { decryptErrors } from './errors/decrypt.ts';
import { downloadErrors } from './errors/download.ts';
import { envelopeErrors } from './errors/envelope.ts';
import type { ErrorText } from './errors/error-text.ts';
import { exportErrors } from './errors/export.ts';
import { importErrors } from './errors/import.ts';
import { journalErrors } from './errors/journal.ts';
import { networkErrors } from './errors/network.ts';
import { platformErrors } from './errors/platform.ts';
import { profileErrors } from './errors/profile.ts';
import { recordErrors } from './errors/record.ts';
import { sessionErrors } from './errors/session.ts';
import { tokenErrors } from './errors/token.ts';

/**
 * The closed union of failures. A row is a code and its words; a new failure is a new row in the table of its room:
 * `token.gone` stands in `errors/token.ts`. A code never changes its meaning once released.
 */
export const errorTexts = {
  ...appErrors,
  ...confirmationErrors,
  ...profileErrors,
  ...networkErrors,
  ...sessionErrors,
  ...platformErrors,
  ...decisionErrors,
  ...journalErrors,
  ...downloadErrors,
  ...clientErrors,
  ...decryptErrors,
  ...tokenErrors,
  ...envelopeErrors,
  ...importErrors,
  ...exportErrors,
  ...recordErrors,
};

/** A code of the closed union, so that a `switch` over it is checked by the compiler. */
export type ErrorCode = keyof typeof errorTexts;

/**
 * The words for one failure, with its facts filled in. A fact that is missing reads "unknown".
 * @param failure code, facts and ids as they came across
 */
export function wordsFor(failure: {
  readonly code: ErrorCode;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  readonly requestId?: string | undefined;
  readonly incident?: string | undefined;
}): ErrorText {
  const text: ErrorText = errorTexts[failure.code];
  const facts: Readonly<Record<string, string | number | boolean>> = {
    ...failure.facts,
    ...(failure.requestId === undefined ? {} : { requestId: failure.requestId }),
    ...(failure.incident === undefined ? {} : { incident: failure.incident }),
  };
  const fill = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (_match, name: string) => String(facts[name] ?? 'unknown'));
  return { title: fill(text.title), means: fill(text.means), todo: fill(text.todo) };
}
