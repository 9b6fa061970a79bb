import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { redact, stackFrames } from './redact.ts';

const text = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);
const whole = (value: unknown): boolean => Number.isSafeInteger(value);
const word = text(/^[a-z0-9][a-z0-9.:_-]{0,63}$/i);
/** A token of random letters is a word too: names are lower-case words with dots and dashes, at most 24 letters a part. */
const name = text(/^[a-z][a-z0-9]{0,23}(?:[.:_-][a-z0-9]{1,24}){0,6}$/i);

/**
 * The only fields a log line may have, and what each must look like. A field that is not here does not compile; a value
 * of another shape is withheld. Nothing free is ever logged: no URL, path, name of a person, body or header.
 */
const fields = {
  code: { shape: name, holds: 'a code of app/errors.ts or of the network stack' },
  host: { shape: text(/^[a-z0-9.-]{1,253}(?::\d{1,5})?$/), holds: 'a host with its port, never more of an address' },
  method: { shape: text(/^(?:GET|POST|PUT|HEAD)$/), holds: 'the HTTP method' },
  status: { shape: whole, holds: 'the HTTP status' },
  requestId: { shape: text(/^[0-9a-f-]{8,64}$/i), holds: 'X-Request-Id, to find the same line at the platform' },
  queue: { shape: name, holds: 'a queue of the inbox' },
  topic: { shape: name, holds: 'a topic of the contract' },
  call: { shape: name, holds: 'a call of the contract' },
  kind: { shape: name, holds: 'a kind or state out of a closed list' },
  reason: { shape: name, holds: 'a reason out of a closed list' },
  incident: { shape: word, holds: 'an incident id' },
  profile: { shape: word, holds: 'the opaque id of a profile' },
  count: { shape: whole, holds: 'how many' },
  attempt: { shape: whole, holds: 'which try' },
  ms: { shape: whole, holds: 'milliseconds' },
  seconds: { shape: whole, holds: 'seconds' },
  exitCode: { shape: whole, holds: 'how a process ended' },
  version: { shape: text(/^[0-9][0-9A-Za-z.+-]{0,30}$/), holds: 'a version' },
  platform: { shape: name, holds: 'the operating system' },
} as const;

export type LogFields = { readonly [F in keyof typeof fields]?: string | number | boolean | undefined };

/** The one log. Lines are JSON, one event each; no other part of the app writes a log. */
export interface Log {
  /**
   * @param event what happened, in the form `area.what-happened`
   * @param facts only fields of the table; others and odd values are withheld
   */
  event(event: string, facts?: LogFields): void;
  /**
   * Records a bug: something that should not have happened.
   * @param where the part of the app, e.g. `door.approvals.open`
   * @returns the incident id to show to the person
   */
  incident(where: string, error: unknown): string;
}

/** The log as the composition root has it. */
export interface LogFile extends Log {
  /** The last lines written, oldest first, as they stand in the file. */
  recent(lines: number): string[];
}

const MAX_BYTES = 1024 * 1024;
const KEPT_FILES = 4;
const FILE = 'keydock.log';

/**
 * Opens the log in a folder of its own: `keydock.log`, and `keydock.1.log` (newest) to `keydock.4.log` before it,
 * one MiB each. Written at once and synchronously: lines are few, and the last ones before a crash matter most.
 * A log that cannot be written never stops the app.
 */
export function createLog({ dir }: { readonly dir: string }): LogFile {
  const file = path.join(dir, FILE);

  const write = (line: Readonly<Record<string, unknown>>): void => {
    try {
      fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
      if ((fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) rotate(dir);
      fs.appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`, { mode: 0o600 });
    } catch {
      // A full or read-only disk: there is nowhere to say so, and the work goes on.
    }
  };

  return {
    event: (event, facts = {}) => write({ event: withheldUnless(name(event), event), ...allowedOnly(facts) }),
    incident(where, error) {
      const incident = incidentId();
      write({ event: 'incident', incident, where: redact(where), ...wordsOf(error) });
      return incident;
    },
    recent(lines) {
      try {
        return fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines);
      } catch {
        return [];
      }
    },
  };
}

function allowedOnly(facts: LogFields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([field, value]) => {
      if (value === undefined) return [];
      if (!Object.hasOwn(fields, field)) return [];
      const { shape } = fields[field as keyof typeof fields];
      return [[field, withheldUnless(typeof value === 'boolean' || shape(value), value)]];
    }),
  );
}

function withheldUnless<T>(fits: boolean, value: T): T | '[withheld]' {
  return fits ? value : '[withheld]';
}

/** An error as it may be written: its class, its code, its redacted words and its frames, with its causes. */
function wordsOf(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { thrown: typeof error };
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    class: withheldUnless(word(error.name), error.name),
    ...(word(code) ? { code: redact(String(code)) } : {}),
    message: redact(error.message),
    frames: stackFrames(error),
    ...(error.cause === undefined || depth >= 3 ? {} : { cause: wordsOf(error.cause, depth + 1) }),
  };
}

/** Easy to read out over a telephone: no I, L, O or U. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function incidentId(): string {
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)] ?? '0');
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}

function rotate(dir: string): void {
  const numbered = (number: number): string => path.join(dir, number === 0 ? FILE : `keydock.${number}.log`);
  for (let number = KEPT_FILES - 1; number >= 0; number -= 1) {
    if (fs.existsSync(numbered(number))) fs.renameSync(numbered(number), numbered(number + 1));
  }
}
