import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Account } from '../../app/contract/shapes.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { type Clients, openClients } from '../../main/clients/clients.ts';
import type { ClientParts } from '../../main/clients/parts.ts';
import { createActs } from '../../main/journal/acts.ts';
import { openJournal } from '../../main/journal/journal.ts';
import { createLog } from '../../main/log.ts';
import { socketPair } from '../../main/tokens/node-launcher.ts';
import type { ObjectDescription, TokenDescription } from '../../main/tokens/token-shapes.ts';
import type { TokenInHand } from '../../main/tokens/tokens.ts';
import type { Question } from '../../main/windows/confirmation.ts';
import type { SecretPrompt } from '../../main/windows/secret.ts';
import { DecryptLab } from '../decrypt/engine.ts';
import { Desk } from '../platform/desk.ts';
import type { Practice } from '../practice/world.ts';
import { type Provider, supervise } from '../tokens/providers.ts';
import { must, tokensOf } from '../tokens/signed-in.ts';

export const caller = { webContentsId: 1 };

/**
 * The clients' room of main without a window: the real platform client against the practice world, real token processes
 * and the real decryption process, all on this Node. Where a window would ask stand `answer` and `passPhrases`.
 */
export class ClientsDesk {
  readonly desk: Desk;
  readonly clients: Clients;
  readonly folder: string;
  readonly sheets: Question[] = [];
  /** What is typed into the pass phrase window, one after the other; afterwards it is closed. */
  passPhrases: string[] = [];
  /** What the window said after a wrong one. */
  readonly said: string[] = [];
  answer: () => boolean = () => true;
  /** What is chosen in main's own dialogs. */
  chosenFile: string | null = null;
  readonly #lab: DecryptLab;

  static async open(practice: Practice, who: string, tokens: readonly TokenInHand[]): Promise<ClientsDesk> {
    return new ClientsDesk(practice, await Desk.open(practice, who), tokens);
  }

  private constructor(practice: Practice, desk: Desk, tokens: readonly TokenInHand[]) {
    this.desk = desk;
    this.folder = mkdtempSync(path.join(tmpdir(), 'keydock-clients-'));
    this.#lab = new DecryptLab();
    const log = createLog({ dir: path.join(this.folder, 'logs') });
    this.clients = openClients({
      sources: desk.platform.sources,
      session: () => desk.session(),
      profile: practice.profile,
      tokens: atHand(tokens),
      engine: async () => this.#lab.engine,
      secretWindows: { ask: async () => ok(await this.#secretWindow()) },
      confirmations: {
        ask: async (question) => {
          this.sheets.push(question);
          return ok(this.answer() ? { confirmed: true, typed: '', reason: '' } : { confirmed: false });
        },
      },
      dialogs: { openFile: async () => this.chosenFile, saveFile: async () => this.chosenFile },
      acts: createActs({
        journal: openJournal({ dir: path.join(this.folder, 'journal'), log }),
        who: () => this.account(),
        profile: () => ({ id: 'practice', name: 'Practice' }),
      }),
    });
  }

  account(): Account {
    const session = this.desk.session();
    if (session.kind !== 'signed-in') throw new Error('nobody is signed in');
    return session.account;
  }

  /** Lines of acts, oldest first, as they lie on the disk. */
  journal(): string[] {
    try {
      return readFileSync(path.join(this.folder, 'journal', 'journal.jsonl'), 'utf8')
        .trim()
        .split('\n');
    } catch {
      return [];
    }
  }

  /** What main does with the decryption process then. */
  lockScreen(): void {
    this.#lab.engine.wipeFileKeys();
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  async close(): Promise<void> {
    await this.clients.dispose();
    this.#lab.close();
    await this.desk.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #secretWindow(): Promise<SecretPrompt> {
    const [near, far] = await socketPair();
    let close: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => {
      close = () => {
        near.destroy();
        resolve();
      };
    });
    const type = (): void => {
      const words = this.passPhrases.shift();
      if (words === undefined) close();
      else send(near, words);
    };
    type();
    // The port is Electron's in the app and a socket here; the process on its other end takes both.
    const port = far as unknown as SecretPrompt['port'];
    const again = (words: string): void => {
      this.said.push(words);
      type();
    };
    return { port, closed, again, over: () => close(), isRestRefused: () => false, close };
  }
}

function send(socket: Socket, words: string): void {
  const octets = Buffer.from(words);
  const header = Buffer.alloc(4);
  header.writeUInt32BE(octets.length);
  socket.write(Buffer.concat([header, octets]));
}

function atHand(tokens: readonly TokenInHand[]): ClientParts['tokens'] {
  const idOf = (object: ObjectDescription) =>
    createHash('sha256').update(`${object.class}/${object.label}/${object.id}`).digest('base64url').slice(0, 20);
  const find = (id: string): TokenInHand | null => tokens.find((token) => token.id === id) ?? null;
  return {
    present: () => tokens,
    find,
    async ready(id) {
      const token = find(id);
      return token === null ? fail('token.gone') : ok(token);
    },
    objectId: (_, object) => idOf(object),
    async objectOf(token, id): Promise<Result<ObjectDescription>> {
      const objects = await token.run('objects', { token: token.ref });
      if (!objects.ok) return objects;
      const object = objects.value.find((one) => idOf(one) === id);
      return object === undefined ? fail('token.object-gone') : ok(object);
    },
  };
}

/** A token of a provider with somebody logged in, and the way to end its process. */
export async function tokenInHand(provider: Provider): Promise<{ readonly token: TokenInHand; end(): void }> {
  const supervisor = supervise(provider);
  const [ref] = await tokensOf(supervisor, provider);
  if (ref === undefined) throw new Error('the provider has no token');
  const { tokens } = await must(supervisor, 'describe', {});
  const description = tokens.find(({ slot }) => slot === ref.slot) as TokenDescription;
  return {
    token: {
      id: 'token-at-hand',
      ref,
      description,
      module: { ...provider.module, id: 'module-at-hand', name: provider.name, since: new Date().toISOString() },
      moduleAbout: null,
      run: (name, params) => supervisor.run(name, params),
      givePort: (port) => supervisor.givePort(port),
      secretArrived: (port) => supervisor.secretArrived(port),
      known: () => null,
      capabilities: async () => fail('token.cannot'),
    },
    end: () => supervisor.end(),
  };
}
