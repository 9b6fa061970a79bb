import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Session } from '../../app/contract/shapes.ts';
import type { Profile } from '../../app/profile.ts';
import { ok } from '../../app/result.ts';
import { createIdentity, type Identity } from '../../main/identity/identity.ts';
import type { OsEncryption } from '../../main/identity/os-encryption.ts';
import { createLog } from '../../main/log.ts';
import { type NodeReach, nodeReach } from '../platform/node-reach.ts';
import { type Visited, Visitor } from '../support/browser/visit.ts';

/** A secret store for plain Node: AES-GCM under a key that lives as long as the object. */
export function secretStore(): OsEncryption {
  const key = randomBytes(32);
  return {
    state: async () => ({ kind: 'os-encrypted', why: 'A key of the test.' }),
    async seal(text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    async open(bytes) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
        decipher.setAuthTag(bytes.subarray(-16));
        return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return null;
      }
    },
  };
}

/** A desktop without a secret store. */
export const noSecretStore: OsEncryption = {
  state: async () => ({ kind: 'memory-only', why: 'There is none.' }),
  seal: async () => null,
  open: async () => null,
};

/** What a person does with the page that opens. */
export type AtTheBrowser = (page: Visited, visitor: Visitor) => Promise<unknown>;

/** Types user name and password. */
export const signsIn =
  ({ user, password }: { readonly user: string; readonly password: string }): AtTheBrowser =>
  (page, visitor) =>
    visitor.submit(page, { username: user, password });

/** The identity of main under plain Node, against the practice sign-in service, with somebody at the browser. */
export interface Desk {
  readonly identity: Identity;
  readonly reach: NodeReach;
  readonly dir: string;
  readonly log: () => string;
  /** Addresses the app opened. */
  readonly opened: string[];
  readonly clipboard: string[];
  /** Every session there was, oldest first. */
  readonly sessions: Session[];
  /** Resolves when what happened at the browser has ended. */
  browserDone: () => Promise<unknown>;
}

export function openDesk(options: {
  readonly profile: Profile;
  readonly caFile: string;
  readonly browser?: AtTheBrowser;
  readonly encryption?: OsEncryption;
  readonly dir?: string;
  readonly signInLimitMs?: number;
}): Desk {
  const { profile, caFile, browser, encryption = secretStore(), signInLimitMs } = options;
  const dir = options.dir ?? mkdtempSync(path.join(tmpdir(), 'keydock-identity-'));
  const reach = nodeReach(caFile);
  const opened: string[] = [];
  const clipboard: string[] = [];
  const sessions: Session[] = [];
  const logDir = mkdtempSync(path.join(tmpdir(), 'keydock-log-'));
  let visit: Promise<unknown> = Promise.resolve();
  const identity = createIdentity({
    profile,
    network: { fetch: reach.fetch },
    dir: path.join(dir, 'session'),
    encryption,
    openExternal: async (url) => {
      opened.push(url);
      const visitor = new Visitor(caFile);
      visit = browser === undefined ? visit : visitor.open(url).then((page) => browser(page, visitor));
      return ok(null);
    },
    clipboard: { writeText: (text) => void clipboard.push(text) },
    log: createLog({ dir: logDir }),
    ...(signInLimitMs === undefined ? {} : { signInLimitMs }),
  });
  identity.onChange((session) => void sessions.push(session));
  const log = (): string => readAll(logDir);
  return { identity, reach, dir, log, opened, clipboard, sessions, browserDone: () => visit };
}

/** Everything that all files under a folder hold, as text. */
export function readAll(dir: string): string {
  return globSync('**/*', { cwd: dir, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}
