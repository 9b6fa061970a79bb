import type { MessagePortMain } from 'electron';
import type { SecretSheet } from '../../app/contract/secret.ts';
import type { FactGroup } from '../../app/facts.ts';
import type { Result } from '../../app/result.ts';

/** What is asked for. `colour` is the active profile's unless it is given. */
export interface SecretQuestion
  extends Pick<SecretSheet, 'kind' | 'title' | 'lead' | 'label' | 'shortest' | 'longest' | 'warning'> {
  readonly facts: readonly FactGroup[];
  readonly colour?: SecretSheet['colour'];
}

/** An open window in which a secret is typed. */
export interface SecretPrompt {
  /**
   * For the process that needs the secret: it comes there as one Uint8Array a message, as often as something is sent.
   * The window has the other end; closing the window closes both.
   */
  readonly port: MessagePortMain;
  /** Resolves when the window is gone, by whatever way. */
  readonly closed: Promise<void>;
  /** What was sent was wrong: these words are shown, and it can be typed again. */
  again(words: string): void;
  /** It makes no sense to type again: these words are shown until the person closes the window. */
  over(words: string): void;
  close(): void;
}

/** The one place where a PIN or a pass phrase is typed (rule R2). */
export interface SecretWindows {
  /**
   * Opens the window over the asking one. Main never sees what is typed.
   * @returns 'confirmation.busy' when this or a confirmation window is open
   */
  ask(question: SecretQuestion, parentWebContentsId?: number): Promise<Result<SecretPrompt>>;
  /** Closes an open window. For a profile switch or a sign-out. */
  withdraw(): void;
  isOpen(): boolean;
}
