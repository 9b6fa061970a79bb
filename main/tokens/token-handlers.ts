import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { KeydockContract } from '../../app/contract/contract.ts';
import type { Caller, Handlers } from '../../app/contract/define.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { Allowance, type Rate } from '../allowance.ts';
import type { Acts } from '../journal/acts.ts';
import type { Confirmations, Question } from '../windows/confirmation.ts';
import type { Dialogs } from '../windows/files.ts';
import { refOf } from './log-in.ts';
import { isNssDatabase, nssModule, nssParameters, thisMachine } from './modules/discover.ts';
import { type ListedModule, moduleId } from './modules/module-list.ts';
import { originOf } from './modules/module-origin.ts';
import { allowQuestion, moduleFacts } from './modules/module-question.ts';
import { objectFacts, typeOf } from './object-rows.ts';
import type { TokenRoom } from './token-room.ts';
import type { ObjectDescription } from './token-shapes.ts';
import type { TokenInHand } from './tokens.ts';

/** Trying what a token can do: the page alone can ask for it, and each time is work and two lines of the journal. */
const oftenest: Rate = { atOnce: 20, everyMs: 10_000 };

/** What the handlers need of the app. */
export interface HandlerParts {
  readonly confirmations: Pick<Confirmations, 'ask'>;
  readonly dialogs: Pick<Dialogs, 'openFile' | 'openFolder'>;
  readonly acts: Acts;
}

/** What the window may ask of the token room. Whatever counts is asked of the person first, in a window of main's own. */
export function tokenHandlers(
  room: TokenRoom,
  { confirmations, dialogs, acts }: HandlerParts,
): Omit<Handlers<KeydockContract>['tokens'], 'overview'> {
  const probes = new Allowance(oftenest);

  /** Shows what is known of the file, and remembers exactly what was shown. */
  async function allow(module: ListedModule | null, caller: Caller): Promise<Result<{ allowed: boolean }>> {
    if (module === null) return fail('token.module-missing', { file: 'That module' });
    const { sha256, parameters } = module;
    const origin = sha256 === null ? null : await originOf(module.path).catch(() => null);
    if (sha256 === null || origin === null) {
      return fail('token.module-missing', { file: path.basename(module.path) });
    }
    const answer = await confirmations.ask(allowQuestion(module, origin), caller.webContentsId);
    if (!answer.ok) return answer;
    const begun = await acts.begin({
      act: 'module.allow',
      words: `allow the module “${module.name}”`,
      facts: moduleFacts(module, origin),
    });
    if (!begun.ok) return begun;
    const { value: act } = begun;
    if (!answer.value.confirmed) {
      await act.declined();
      return ok({ allowed: false });
    }
    const known = {
      name: module.name,
      path: module.path,
      sha256,
      ...(parameters === undefined ? {} : { parameters }),
      since: new Date().toISOString(),
    };
    try {
      await room.list.allow(known);
    } catch {
      const failure = fail('token.modules-unwritable');
      await act.failed(failure.error);
      return failure;
    }
    await act.done(`The module “${module.name}” may be loaded, as long as its file stays this one.`);
    await room.readModules();
    return ok({ allowed: true });
  }

  /** One that was found or allowed before keeps its name and what was allowed. */
  async function listedOr(module: { name: string; path: string; parameters?: string }): Promise<ListedModule> {
    return room.listed(moduleId(module)) ?? (await room.list.look(module));
  }

  return {
    async allowModule({ module }, caller) {
      await room.open();
      return await allow(room.listed(module), caller);
    },

    async addModule(_nothing, caller) {
      await room.open();
      const chosen = await dialogs.openFile(
        { title: 'Choose a PKCS#11 module', filters: [{ name: 'PKCS#11 modules', extensions: moduleExtensions() }] },
        caller,
      );
      if (chosen === null) return ok({ allowed: false });
      // Links are followed once, here: what is shown and measured is what is loaded.
      const file = await realpath(chosen).catch(() => null);
      if (file === null) return fail('token.module-missing', { file: path.basename(chosen) });
      return await allow(await listedOr({ name: path.basename(file).slice(0, 120), path: file }), caller);
    },

    async addNssDatabase(_nothing, caller) {
      await room.open();
      const module = await nssModule(thisMachine());
      if (module === undefined) return fail('token.no-nss');
      const chosen = await dialogs.openFolder({ title: 'Choose the folder of an NSS database' }, caller);
      if (chosen === null) return ok({ allowed: false });
      const folder = await realpath(chosen).catch(() => chosen);
      if (!(await isNssDatabase(folder))) return fail('token.no-nss-database');
      const name = `NSS database ${path.basename(folder)}`.slice(0, 120);
      return await allow(await listedOr({ name, path: module, parameters: nssParameters(folder) }), caller);
    },

    async forgetModule({ module }) {
      await room.open();
      const listed = room.listed(module);
      if (listed?.known === null || listed === null) return ok(null);
      const may = room.mayEnd();
      if (!may.ok) return may;
      const { known } = listed;
      const begun = await acts.begin({ act: 'module.forget', words: `forget the module “${known.name}”` });
      if (!begun.ok) return begun;
      try {
        await room.list.forget(known);
      } catch {
        const failure = fail('token.modules-unwritable');
        await begun.value.failed(failure.error);
        return failure;
      }
      await room.readModules();
      await begun.value.done(`The module “${known.name}” is not loaded any more.`);
      return ok(null);
    },

    rescan: () => room.rescan(),

    open: ({ token }) => room.page(token),

    async login({ token }, caller) {
      const done = await room.ready(token, caller, 'to see and use its keys');
      if (done.ok) return ok({ isLoggedIn: true });
      // What the window for the PIN has said already is no news.
      const isSaid = ['token.pin-missing', 'token.pin-wrong', 'token.pin-length'].includes(done.error.code);
      return isSaid ? ok({ isLoggedIn: false }) : done;
    },

    logout: async ({ token }) => room.logOut(token),

    async probe({ token }, caller) {
      const may = probes.take();
      if (!may.ok) return may;
      const ready = await room.ready(token, caller, 'to try what the token can do');
      if (!ready.ok) return ready;
      const { label } = ready.value.description;
      const begun = await acts.begin({ act: 'token.probe', words: `try what the token “${label}” can do` });
      if (!begun.ok) return begun;
      const done = await whileHeld(() => room.probe(token));
      if (done.ok) await begun.value.done(`Tried by known answers what the token “${label}” can do.`);
      else await begun.value.failed(done.error);
      return done.ok ? ok(null) : done;
    },

    async destroyObject({ token, object }, caller) {
      const ready = await room.ready(token, caller, 'to destroy an object on it');
      if (!ready.ok) return ready;
      const found = await room.objectOf(token, object);
      return found.ok ? await destroy(ready.value, found.value, caller) : found;
    },
  };

  /** Nothing that the window asks for meanwhile ends the process: what became of the work could not be told. */
  async function whileHeld<T>(work: () => Promise<T>): Promise<T> {
    const letGo = room.hold();
    try {
      return await work();
    } finally {
      letGo();
    }
  }

  async function destroy(
    token: TokenInHand,
    object: ObjectDescription,
    caller: Caller,
  ): Promise<Result<{ destroyed: boolean }>> {
    const question = destroyQuestion(token, object);
    const name = nameOf(object);
    const { label } = token.description;
    const answer = await confirmations.ask(question, caller.webContentsId);
    if (!answer.ok) return answer;
    const begun = await acts.begin({
      act: 'object.destroy',
      words: `destroy ${name} on the token “${label}”`,
      facts: question.groups,
    });
    if (!begun.ok) return begun;
    const { value: act } = begun;
    if (!answer.value.confirmed) {
      await act.declined();
      return ok({ destroyed: false });
    }
    if (question.typed !== null && answer.value.typed !== typedFor(object)) {
      const failure = fail('confirmation.typed-otherwise');
      await act.failed(failure.error);
      return failure;
    }
    const { handle, class: objectClass, id, label: objectLabel } = object;
    const key = { handle, class: objectClass, id, label: objectLabel };
    const done = await whileHeld(() => token.run('destroyObject', { token: refOf(token.description), key }));
    if (!done.ok) {
      await act.failed(done.error);
      return done;
    }
    await act.done(`${name.charAt(0).toUpperCase()}${name.slice(1)} on the token “${label}” is destroyed.`);
    return ok({ destroyed: true });
  }
}

/** Modules have the system's usual extension, but some vendors' have a version behind it. */
function moduleExtensions(): string[] {
  if (process.platform === 'win32') return ['dll'];
  return process.platform === 'darwin' ? ['dylib', 'so', '*'] : ['so', '*'];
}

function nameOf(object: ObjectDescription): string {
  const what = { 'private-key': 'private key', 'secret-key': 'secret key', 'public-key': 'public key' };
  const noun = Object.entries(what).find(([objectClass]) => objectClass === object.class)?.[1] ?? 'object';
  return `the ${noun} “${(object.label === '' ? object.id : object.label).slice(0, 120)}”`;
}

/** What has to be typed before a key goes: its last characters, by which it is told from its neighbours. */
function typedFor(object: ObjectDescription): string {
  return (object.id === '' ? object.label : object.id).slice(-4);
}

/** Asked before an object is destroyed. A private or secret key is gone for good, so something of it has to be typed. */
function destroyQuestion(token: TokenInHand, object: ObjectDescription): Question {
  const isSecret = object.class === 'private-key' || object.class === 'secret-key';
  const expected = typedFor(object);
  const wants = isSecret && !object.isLeftover && expected !== '';
  return {
    title: object.isLeftover ? 'Destroy what was left unfinished?' : `Destroy this ${typeOf(object)}?`.slice(0, 120),
    lead: isSecret
      ? 'The token deletes the key. Nobody can bring it back: what only this key opens stays closed.'
      : 'The token deletes the object. Its key, if it has one on this token, stays.',
    warnings:
      isSecret && !object.isLeftover
        ? [{ tone: 'danger', title: 'A key is destroyed for good.', text: 'There is no copy that Keydock knows of.' }]
        : [],
    groups: [
      ...objectFacts(object).slice(0, 1),
      {
        title: 'Token',
        facts: [
          { label: 'Label', value: { kind: 'text', text: token.description.label } },
          { label: 'Serial number', value: { kind: 'mono', text: token.description.serial } },
          { label: 'Module', value: { kind: 'text', text: token.module.name } },
        ],
      },
    ],
    as: 'for you on this computer',
    confirm: { label: 'Destroy', tone: 'danger' },
    typed: wants
      ? {
          label: `Type the last ${expected.length} characters of its ${object.id === '' ? 'label' : 'CKA_ID'}`,
          length: expected.length,
        }
      : null,
    reason: null,
  };
}
