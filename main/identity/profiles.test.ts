import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { Sheet } from '../../app/contract/confirmation.ts';
import { ProfileSummary } from '../../app/contract/shapes.ts';
import { fail, ok } from '../../app/result.ts';
import { createLog } from '../log.ts';
import { days, issue, makeRoot } from '../network/test-authority.ts';
import type { Question } from '../windows/confirmation.ts';
import { createProfiles, type Profiles } from './profiles.ts';

const northwind = {
  keydockProfile: 1,
  name: 'Northwind Devices',
  apiBase: 'https://app.laavat.io/northwind/api/v1',
  authority: 'https://login.microsoftonline.com/4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e001',
  clientId: '4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e002',
  scope: 'api://4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e003/.default',
  objectStoreHosts: ['store.northwind.test'],
};
const contoso = { ...northwind, name: 'Contoso', apiBase: 'https://app.laavat.io/contoso/api/v1' };
const caller = { webContentsId: 7 };

let dir: string;
let chosen: string | null;
let says: 'yes' | 'no' | 'busy';
let deciding: boolean;
let asked: { question: Question; parent: number | undefined }[];
let profiles: Profiles;

/** The same folder opened anew, as at the next start. */
function start(): Profiles {
  return createProfiles({
    dir,
    confirmations: {
      isOpen: () => says === 'busy',
      ask: async (question, parent) => {
        // The window would refuse what is not a sheet.
        Sheet.parse({ ...question, theme: 'light' });
        asked.push({ question, parent });
        if (says === 'busy') return fail('confirmation.busy');
        return ok(says === 'yes' ? { confirmed: true, typed: '', reason: '' } : { confirmed: false });
      },
    },
    files: { pathOf: (id) => (id === 'known' && chosen !== null ? ok(chosen) : fail('app.file-not-known')) },
    dialogs: { openFile: async () => chosen },
    isDeciding: () => deciding,
    log: createLog({ dir: path.join(dir, '..', 'logs') }),
  });
}

beforeEach(() => {
  dir = path.join(mkdtempSync(path.join(tmpdir(), 'keydock-profiles-')), 'profiles');
  says = 'yes';
  deciding = false;
  asked = [];
  chosen = null;
  profiles = start();
});

async function take(profile: object, by = profiles) {
  chosen = path.join(path.dirname(dir), 'handed-out.json');
  writeFileSync(chosen, JSON.stringify(profile));
  return await by.import(caller);
}
const texts = (question: Question | undefined): string => JSON.stringify(question);

describe('importing', () => {
  test('shows name, hosts, scope and client id before anything is taken', async () => {
    const taken = await take(northwind);
    expect(taken.ok && ProfileSummary.parse(taken.value)).toMatchObject({
      name: 'Northwind Devices',
      active: true,
      apiHost: 'app.laavat.io',
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.parent).toBe(7);
    expect(asked[0]?.question.title).toBe('Add the profile "Northwind Devices"?');
    for (const shown of [
      'app.laavat.io',
      'login.microsoftonline.com',
      'store.northwind.test',
      northwind.scope,
      northwind.clientId,
    ]) {
      expect(texts(asked[0]?.question)).toContain(shown);
    }
  });

  test('shows each authority with subject, SHA-256 and end', async () => {
    const root = await makeRoot('Corp Root');
    const taken = await take({ ...northwind, extraCaPem: root.pem });
    if (!taken.ok || taken.value === null) throw new Error('not taken');
    const [authority] = taken.value.extraCas;
    expect(authority?.subject).toBe('CN=Corp Root');
    for (const shown of Object.values(authority ?? {})) expect(texts(asked[0]?.question)).toContain(shown);
    expect(texts(asked[0]?.question)).toContain('Brings its own certificate authorities');
  });

  test.each<[string, () => object | Promise<object>, string]>([
    [
      'an expired authority',
      async () => ({ extraCaPem: (await makeRoot('Old', { from: days(-9), to: days(-1) })).pem }),
      'A certificate authority has expired',
    ],
    [
      'a sign-in outside Microsoft',
      () => ({ authority: 'https://login.evil.test/t', knownAuthorities: ['login.evil.test'] }),
      'asked for by login.evil.test',
    ],
    [
      'a family of hosts',
      () => ({ objectStoreHosts: ['*.s3.eu-north-1.amazonaws.com'] }),
      '*.s3.eu-north-1.amazonaws.com may receive',
    ],
    ['plain http', () => ({ apiBase: 'http://localhost:8080/api' }), 'not encrypted'],
    ['a lower floor', () => ({ floors: { export: 'C', decrypt: 'C' } }), 'Lowers the floor'],
  ])('warns of %s', async (_, change, words) => {
    await take({ ...northwind, ...(await change()) });
    expect(texts(asked[0]?.question)).toContain(words);
    expect(asked[0]?.question.warnings.length).toBeGreaterThan(0);
  });

  test('a plain profile at Microsoft warns of nothing', async () => {
    await take(northwind);
    expect(asked[0]?.question.warnings).toEqual([]);
  });

  test('the largest profile there can be still fits into the window', async () => {
    const roots = await Promise.all(Array.from({ length: 16 }, (_, i) => makeRoot(`Root ${i}`)));
    const names = Object.fromEntries(
      Array.from({ length: 1500 }, (_, i) => [
        `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
        'n'.repeat(100),
      ]),
    );
    const taken = await take({
      ...northwind,
      name: 'n'.repeat(60),
      note: 'o'.repeat(60),
      objectStoreHosts: Array.from(
        { length: 16 },
        (_, i) => `*.${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.s${i}.test`,
      ),
      extraCaPem: roots.map(({ pem }) => pem).join(''),
      directory: { people: names, groups: {} },
    });
    expect(taken.ok && taken.value !== null && ProfileSummary.safeParse(taken.value).success).toBe(true);
  });

  test('shows every name it gives to an id, up to 200', async () => {
    const people = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`00000000-0000-4000-8000-${String(i).padStart(12, '0')}`, `Person ${i}`]),
    );
    await take({ ...northwind, directory: { people, groups: {} } });
    for (const name of Object.values(people)) expect(texts(asked[0]?.question)).toContain(`"${name}"`);
    await take({ ...contoso, directory: { people: { ...people, [northwind.clientId]: 'One more' }, groups: {} } });
    expect(texts(asked[1]?.question)).toContain('201, too many to show here');
  });

  test.each<['no' | 'busy', unknown]>([
    ['no', { ok: true, value: null }],
    ['busy', { ok: false, error: { code: 'confirmation.busy' } }],
  ])('when the answer is "%s" nothing is taken and nothing written', async (answer, expected) => {
    says = answer;
    expect(await take(northwind)).toMatchObject(expected as object);
    expect(profiles.list()).toEqual([]);
    expect(() => readdirSync(dir)).toThrow();
  });

  test('a server certificate for an authority is refused before anybody is asked', async () => {
    const leaf = await issue(await makeRoot());
    expect(await take({ ...northwind, extraCaPem: leaf.pem })).toMatchObject({ error: { code: 'profile.unreadable' } });
    expect(asked).toEqual([]);
  });

  test('a dropped file goes the same way', async () => {
    await take(northwind);
    says = 'no';
    chosen = path.join(path.dirname(dir), 'second.json');
    writeFileSync(chosen, JSON.stringify(contoso));
    expect(await profiles.importDropped('known', caller)).toEqual(ok(null));
    expect(asked[1]?.question.title).toContain('Contoso');
    expect(await profiles.importDropped('invented', caller)).toMatchObject({ error: { code: 'app.file-not-known' } });
  });

  test('no file chosen, nothing asked', async () => {
    expect(await profiles.import(caller)).toEqual(ok(null));
    expect(asked).toEqual([]);
  });

  test('what is written can be read by its owner alone', async () => {
    await take(northwind);
    for (const name of readdirSync(dir)) expect(statSync(path.join(dir, name)).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });
});

describe('a file for a profile that is already here', () => {
  test('shows what changes first, and replaces it', async () => {
    await take(northwind);
    await take({ ...northwind, apiBase: `${northwind.apiBase}/`, name: 'Northwind', objectStoreHosts: ['evil.test'] });
    const question = asked[1]?.question;
    expect(question?.title).toBe('Replace the profile "Northwind Devices"?');
    expect(question?.groups[0]).toMatchObject({ title: 'What changes' });
    const changes = texts({ groups: [question?.groups[0]] } as unknown as Question);
    for (const shown of ['Northwind', 'was Northwind Devices', 'evil.test', 'was store.northwind.test'])
      expect(changes).toContain(shown);
    expect(profiles.list().map(({ name }) => name)).toEqual(['Northwind']);
    expect(readdirSync(dir).filter((name) => name.endsWith('.json'))).toHaveLength(1);
  });

  test('shows authorities that come and go', async () => {
    const [first, second] = [await makeRoot('First'), await makeRoot('Second')];
    await take({ ...northwind, extraCaPem: first.pem });
    await take({ ...northwind, extraCaPem: second.pem });
    const labels = asked[1]?.question.groups[0]?.facts.map(({ label, value }) => [
      label,
      'text' in value && value.text,
    ]);
    expect(labels).toEqual([
      ['New authority', 'CN=Second'],
      ['Authority gone', 'CN=First'],
    ]);
  });

  test('shows other names for the same ids', async () => {
    const id = northwind.clientId;
    await take({ ...northwind, directory: { people: { [id]: 'Anna Lind' }, groups: {} } });
    await take({ ...northwind, directory: { people: { [id]: 'Mallory' }, groups: {} } });
    expect(asked[1]?.question.groups[0]?.facts).toEqual([
      { label: 'Person', value: { kind: 'text', text: 'Mallory', mute: `was Anna Lind, ${id}` } },
    ]);
  });

  test('shows 60 changed names and says how many more there are', async () => {
    const people = (name: string) =>
      Object.fromEntries(
        Array.from({ length: 70 }, (_, i) => [`00000000-0000-4000-8000-${String(i).padStart(12, '0')}`, name]),
      );
    await take({ ...northwind, directory: { people: people('Anna'), groups: {} } });
    expect(texts(asked[0]?.question)).toContain('"name":"Anna"');
    await take({ ...northwind, directory: { people: people('Mallory'), groups: {} } });
    const facts = asked[1]?.question.groups[0]?.facts ?? [];
    expect(facts).toHaveLength(61);
    expect(facts.at(-1)).toMatchObject({ value: { text: 'and 10 more' } });
  });

  test('the same again asks nothing', async () => {
    await take(northwind);
    await take(contoso);
    expect(await take(northwind)).toMatchObject({ value: { name: 'Northwind Devices', active: true } });
    expect(asked).toHaveLength(2);
  });

  test('stays as it was when the answer is no', async () => {
    await take(northwind);
    says = 'no';
    await take({ ...northwind, name: 'Other' });
    expect(
      start()
        .list()
        .map(({ name }) => name),
    ).toEqual(['Northwind Devices']);
  });
});

describe('several profiles', () => {
  test('the one imported last is active; another can be chosen, and stays chosen', async () => {
    await take(northwind);
    await take(contoso);
    expect(profiles.active()?.name).toBe('Contoso');
    const seen: string[][] = [];
    profiles.onChange((list) => seen.push(list.filter(({ active }) => active).map(({ name }) => name)));
    const other = profiles.list().find(({ active }) => !active);
    expect(await profiles.activate(other?.id ?? '')).toEqual(ok(null));
    expect(seen).toEqual([['Northwind Devices']]);
    expect(start().active()?.name).toBe('Northwind Devices');
  });

  test('one that is not here cannot be chosen', async () => {
    expect(await profiles.activate('0'.repeat(32))).toMatchObject({ error: { code: 'profile.not-found' } });
  });

  test('while something is being decided, the active one stays and no other is put in its place', async () => {
    await take(northwind);
    await take(contoso);
    const active = profiles.list().find((profile) => profile.active)?.id ?? '';
    const other = profiles.list().find((profile) => !profile.active)?.id ?? '';
    const before = profiles.list();
    deciding = true;
    const refused = { ok: false, error: { code: 'profile.decision-under-way' } };
    expect(await profiles.activate(other)).toMatchObject(refused);
    expect(await profiles.activate(active)).toEqual(ok(null));
    // Neither one that is here already, nor another version of the active one, nor a new one.
    expect(await take(northwind)).toMatchObject(refused);
    expect(await take({ ...contoso, note: 'changed' })).toMatchObject(refused);
    expect(await take({ ...contoso, apiBase: 'https://elsewhere.test/api' })).toMatchObject(refused);
    expect(await profiles.remove(active, caller)).toMatchObject(refused);
    expect(profiles.list()).toEqual(before);
    expect(asked).toHaveLength(2);
    deciding = false;
    expect(await profiles.activate(other)).toEqual(ok(null));
  });

  test('while a question is open, a page does not switch beneath it, with or without a file', async () => {
    await take(northwind);
    await take(contoso);
    const other = profiles.list().find((profile) => !profile.active)?.id ?? '';
    says = 'busy';
    expect(await profiles.activate(other)).toMatchObject({ error: { code: 'profile.decision-under-way' } });
    expect(await take(northwind)).toMatchObject({ error: { code: 'confirmation.busy' } });
    expect(profiles.active()?.name).toBe('Contoso');
  });

  test('removing asks, lets go what was kept first, and leaves the others', async () => {
    await take(northwind);
    await take(contoso);
    const [{ id = '' } = {}] = profiles.list();
    const order: string[] = [];
    profiles.beforeRemove(async (gone) => void order.push(`${gone === id} ${profiles.active()?.name}`));
    says = 'no';
    expect(await profiles.remove(id, caller)).toEqual(ok({ removed: false }));
    says = 'yes';
    expect(await profiles.remove(id, caller)).toEqual(ok({ removed: true }));
    expect(asked.at(-1)?.question.confirm).toEqual({ label: 'Remove profile', tone: 'danger' });
    expect(order).toEqual(['true Contoso']);
    expect(profiles.active()?.name).toBe('Northwind Devices');
    expect(
      start()
        .list()
        .map(({ name }) => name),
    ).toEqual(['Northwind Devices']);
  });

  test('after the last one there is none', async () => {
    await take(northwind);
    await profiles.remove(profiles.list()[0]?.id ?? '', caller);
    expect([profiles.active(), profiles.list()]).toEqual([null, []]);
    expect(start().active()).toBeNull();
  });
});

describe('at the next start', () => {
  test.each<[string, (text: string) => string]>([
    ['damaged', (text) => text.slice(1)],
    ['made to point elsewhere', (text) => text.replaceAll('northwind/api', 'evil/api')],
    ['with a host that is none', (text) => text.replace('store.northwind.test', 'STORE')],
  ])('a profile that was %s is not used, and not deleted', async (_, change) => {
    await take(northwind);
    const name = readdirSync(dir).find((each) => each.endsWith('.json')) ?? '';
    writeFileSync(path.join(dir, name), change(readFileSync(path.join(dir, name), 'utf8')));
    expect(start().list()).toEqual([]);
    expect(readdirSync(dir)).toContain(name);
  });

  test('an active profile that is not there leaves the first', async () => {
    await take(northwind);
    writeFileSync(path.join(dir, 'active'), '../../etc/passwd');
    expect(start().active()?.name).toBe('Northwind Devices');
  });
});
