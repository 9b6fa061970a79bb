import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Sheet } from '../../app/contract/confirmation.ts';
import { hostOf } from '../../app/profile.ts';
import { type Practice, startPractice } from '../practice/world.ts';
import { Desk, factOf, yes } from './desk.ts';

let world: Practice;
let desk: Desk;

beforeAll(async () => {
  world = await startPractice({ pace: { created: 1_000, approved: 50, inProcess: 50 } });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.control('clearFaults', {});
  desk = await Desk.open(world, 'jonas');
});
afterEach(() => desk.close());

let number = 0;
async function pending(more: object = {}): Promise<string> {
  number += 1;
  const added = await world.control('addRequest', {
    name: `decide-${number}`,
    aesMode: 'AES-GCM-256',
    aad: 'version=1',
    ...more,
  });
  return (added as { id: string }).id;
}
const who = () => {
  const session = desk.session();
  if (session.kind !== 'signed-in') throw new Error('nobody is signed in');
  return session.account;
};
const stateOf = async (id: string, queue: 'imagesignigs' | 'products' | 'clients' = 'imagesignigs') =>
  ((await world.control('find', { queue, idOrName: id })) as { state: number }).state;
const decisions = async (id: string) =>
  ((await world.control('audit', {})) as { auditEventType: string; originalID: string; status: string }[]).filter(
    ({ auditEventType, originalID }) => auditEventType.startsWith('Decision') && originalID === id,
  );
const sent = (method: string) => desk.network.sent.filter((request) => request.method === method);
async function until<T>(read: () => Promise<T>, isRight: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const value = await read();
    if (isRight(value) || tries > 200) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

describe('approving', () => {
  test('really lets the platform encrypt the file, and says what the platform says', async () => {
    const id = await pending();
    expect(await desk.verdict('imagesignigs', id)).toMatchObject({ kind: 'done', retired: 0 });
    expect(
      await until(
        () => stateOf(id),
        (state) => state === 16,
      ),
    ).toBe(16);
    expect(await world.control('decrypted', { id })).toMatchObject({ matches: true });
    expect(await decisions(id)).toHaveLength(1);
  });

  test('shows in the confirmation window the facts main read itself, and who acts', async () => {
    const id = await pending();
    await desk.decide('imagesignigs', id);
    const [sheet] = desk.sheets;
    expect(sheet).toMatchObject({
      title: 'Approve this encrypt request?',
      as: `as Jonas Ek (${who().username}), Northwind Devices · practice platform · ${hostOf(world.profile.apiBase)}`,
      confirm: { label: 'Approve', tone: 'accent' },
      typed: null,
    });
    expect(sheet?.groups.at(-1)).toEqual({
      title: 'Who decides, and where',
      facts: [
        { label: 'Account', value: { kind: 'text', text: 'Jonas Ek' } },
        { label: 'User name', value: { kind: 'text', text: who().username } },
        { label: 'Account id', value: { kind: 'mono', text: who().oid } },
        { label: 'Profile', value: { kind: 'text', text: 'Northwind Devices · practice platform' } },
        { label: 'Platform', value: { kind: 'mono', text: world.profile.apiBase } },
      ],
    });
    expect(sheet?.lead).toContain('Mikael Berg asks to encrypt firmware.bin for Gateway G2.');
    expect(factOf(sheet?.groups ?? [], 'Bound to (AAD)')).toMatchObject({
      kind: 'bytes',
      utf8: 'version=1',
      length: 9,
    });
    expect(factOf(sheet?.groups ?? [], 'Key')).toEqual({
      kind: 'badge',
      tone: 'warn',
      text: 'AES-256, can be exported',
    });
  });

  test('is written down before and after, bound to what was confirmed', async () => {
    const id = await pending();
    await desk.decide('imagesignigs', id);
    const lines = await desk.journal();
    expect(lines).toMatchObject([
      {
        seq: 1,
        kind: 'decision.intent',
        item: id,
        decision: 'APPROVE',
        reason: 'because',
        account: { name: 'Jonas Ek' },
      },
      { seq: 2, kind: 'decision.outcome', item: id, intent: 1, result: { kind: 'done' } },
    ]);
    expect(lines[0]?.['digest']).toMatch(/^[0-9a-f]{64}$/);
    expect(lines[1]?.['digest']).toBe(lines[0]?.['digest']);
  });

  test('that is answered "no" sends nothing and writes nothing', async () => {
    const id = await pending();
    desk.answer = () => ({ confirmed: false });
    expect(await desk.verdict('imagesignigs', id)).toEqual({ kind: 'cancelled' });
    expect(await decisions(id)).toEqual([]);
    expect(await desk.journal()).toEqual([]);
  });

  test('does nothing when the journal cannot be written', async () => {
    const id = await pending();
    await import('node:fs/promises').then(({ writeFile }) => writeFile(`${desk.folder}/journal`, 'in the way'));
    expect(await desk.verdict('imagesignigs', id)).toMatchObject({ failed: { code: 'journal.unwritable' } });
    expect(await decisions(id)).toEqual([]);
  });
});

describe('rejecting', () => {
  test('ends the request; the reason stays in the journal', async () => {
    const id = await pending();
    expect(await desk.verdict('imagesignigs', id, 'REJECT')).toEqual({
      kind: 'done',
      stateName: 'Rejected',
      whose: 'not-told',
      retired: 0,
    });
    expect(desk.sheets[0]).toMatchObject({ reason: { required: true }, confirm: { label: 'Reject', tone: 'danger' } });
    expect((await desk.journal())[0]).toMatchObject({ decision: 'REJECT', reason: 'because' });
  });

  test('without a reason is refused by main, whatever the page says', async () => {
    const id = await pending();
    desk.answer = () => ({ confirmed: true, typed: '', reason: '  ' });
    expect(await desk.verdict('imagesignigs', id, 'REJECT')).toMatchObject({ failed: { code: 'app.bad-call' } });
    expect(await decisions(id)).toEqual([]);
  });
});

describe('what happened in between is told, and never "approved"', () => {
  const meanwhile = (act: () => Promise<unknown>) => {
    desk.answer = async (sheet) => {
      await act();
      return yes(sheet);
    };
  };

  test('another approver was first, before the confirmation', async () => {
    const id = await pending();
    meanwhile(() => world.control('decide', { queue: 'imagesignigs', id, decision: 'REJECT' }));
    expect(await desk.verdict('imagesignigs', id)).toEqual({ kind: 'withheld-gone', stateName: 'Rejected' });
    expect(await decisions(id)).toHaveLength(0);
  });

  test('another approver was first, after we looked again', async () => {
    const id = await pending();
    await world.control('fault', { kind: 'decided-by-other', method: 'POST', decision: 'REJECT' });
    expect(await desk.verdict('imagesignigs', id)).toEqual({ kind: 'decided-by-other', stateName: 'Rejected' });
  });

  test('another approver asked for the same after we looked again: it is not claimed as ours', async () => {
    const id = await pending();
    await world.control('fault', { kind: 'decided-by-other', method: 'POST', decision: 'APPROVE' });
    expect(await desk.verdict('imagesignigs', id)).toMatchObject({ kind: 'done', whose: 'not-told' });
    expect((await desk.journal()).at(-1)).toMatchObject({ result: { whose: 'not-told' } });
  });

  test('two approvers at the same moment: one item, one decision counts, both hear the same state', async () => {
    const id = await pending();
    const other = await Desk.open(world, 'anna');
    const both = await Promise.all([desk.verdict('imagesignigs', id), other.verdict('imagesignigs', id, 'REJECT')]);
    await other.close();
    const kinds = both.map((verdict) => ('kind' in verdict ? verdict.kind : 'failed'));
    expect(kinds.filter((kind) => kind === 'done')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'decided-by-other' || kind === 'withheld-gone')).toHaveLength(1);
    expect((await decisions(id)).filter(({ status }) => status === 'applied')).toHaveLength(1);
  });

  test('it was withdrawn', async () => {
    const id = await pending();
    meanwhile(() => world.control('withdraw', { queue: 'imagesignigs', id }));
    expect(await desk.verdict('imagesignigs', id)).toEqual({ kind: 'withheld-gone', stateName: null });
  });

  test('it is still Created: nothing is sent, since it would be answered OK and change nothing', async () => {
    const id = await pending({ state: 1 });
    expect(await desk.verdict('imagesignigs', id)).toEqual({ kind: 'withheld-not-open' });
    expect(desk.sheets).toEqual([]);
    expect(await decisions(id)).toEqual([]);
  });

  test('the platform answered OK and did nothing', async () => {
    const id = await pending();
    await world.control('fault', { kind: 'no-effect', method: 'POST' });
    expect(await desk.verdict('imagesignigs', id)).toEqual({ kind: 'no-effect', stateName: 'ApprovalRequired' });
  });

  test('the key turned extractable while the person was reading', async () => {
    const id = await pending();
    desk.network.rewrite = (body) => body.replaceAll('"extractable":true', '"extractable":false');
    meanwhile(async () => {
      desk.network.rewrite = null;
    });
    expect(await desk.verdict('imagesignigs', id)).toEqual({
      kind: 'withheld-changed',
      changed: ['Under which rule: Key', 'Warning: This key can leave the platform.'],
    });
    expect(sent('POST')).toEqual([]);
  });

  test('something changed that the sheet does not show', async () => {
    const id = await pending();
    const callBack = (key: string) => (body: string) =>
      body.replace('"callBackURL":""', `"callBackURL":"https://build.example/done?key=${key}"`);
    desk.network.rewrite = callBack('one');
    meanwhile(async () => {
      desk.network.rewrite = callBack('another');
    });
    expect(await desk.verdict('imagesignigs', id)).toEqual({
      kind: 'withheld-changed',
      changed: ['Something that is not shown'],
    });
    expect(JSON.stringify(desk.sheets)).not.toContain('key=');
  });
});

describe('a request that is too much to be shown whole', () => {
  const metadata = (count: number, length: number) => (body: string) =>
    body.replaceAll(
      '"metadata":[]',
      `"metadata":${JSON.stringify(Array.from({ length: count }, (_, index) => ({ name: `m${index}`, value: 'ä'.repeat(length) })))}`,
    );

  test('is not asked about and not approved, and says why', async () => {
    const id = await pending();
    desk.network.rewrite = metadata(1, 20_000);
    expect((await desk.open('imagesignigs', id)).decidable).toMatchObject({
      can: true,
      onlyReject: expect.stringContaining('“Metadata: m0”'),
    });
    expect(await desk.verdict('imagesignigs', id)).toMatchObject({ failed: { code: 'decision.too-large' } });
    expect(desk.sheets).toEqual([]);
    expect(sent('POST')).toEqual([]);
  });

  test('can be rejected, and the window says what it does not show', async () => {
    const id = await pending();
    desk.network.rewrite = metadata(60, 20_000);
    expect(await desk.verdict('imagesignigs', id, 'REJECT')).toMatchObject({ kind: 'done' });
    expect(Sheet.shape.groups.safeParse(desk.sheets[0]?.groups).error).toBeUndefined();
    expect(desk.sheets[0]?.groups.map(({ title }) => title)).toContain('What is too much to show');
    const [intent] = await desk.journal();
    expect(intent).toMatchObject({ decision: 'REJECT', factsSha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(intent?.['facts']).toBeUndefined();
  });

  test('and one that the window takes but the journal does not is kept there by its digest', async () => {
    const id = await pending();
    desk.network.rewrite = metadata(20, 15_000);
    expect(await desk.verdict('imagesignigs', id)).toMatchObject({ kind: 'done' });
    expect((await desk.journal())[0]).toMatchObject({ factsBytes: expect.any(Number) });
  });
});

describe('a broken connection never leads to a second decision', () => {
  test('the answer was lost after the platform had done it', async () => {
    const id = await pending();
    await world.control('fault', { kind: 'drop-after', method: 'POST' });
    expect(await desk.verdict('imagesignigs', id)).toMatchObject({ kind: 'as-asked' });
    expect((await desk.journal()).at(-1)).toMatchObject({ result: { kind: 'as-asked' } });
    expect(sent('POST')).toHaveLength(1);
    expect(
      await until(
        () => stateOf(id),
        (state) => state === 16,
      ),
    ).toBe(16);
  });

  test('the connection broke before the platform read it', async () => {
    const id = await pending();
    await world.control('fault', { kind: 'drop-before', method: 'POST' });
    expect(await desk.verdict('imagesignigs', id)).toMatchObject({
      kind: 'unknown',
      failure: { code: 'network.dropped' },
    });
    expect(sent('POST')).toHaveLength(1);
    expect(await stateOf(id)).toBe(2);
  });

  test('the answer was lost, and the item cannot be read either', async () => {
    const id = await pending();
    await world.control('fault', { kind: 'drop-after', method: 'POST' });
    desk.network.before = async ({ method }) => {
      if (method === 'POST')
        await world.control('fault', { kind: 'drop-before', method: 'GET', path: id, count: null });
    };
    const verdict = await desk.verdict('imagesignigs', id);
    expect(verdict).toMatchObject({ kind: 'unknown', failure: { code: 'network.dropped' } });
    expect(sent('POST')).toHaveLength(1);
  });

  test.each([[500], [503]])('%s to the decision: told, not repeated', async (status) => {
    const id = await pending();
    await world.control('fault', { kind: 'status', status, method: 'POST' });
    expect(await desk.verdict('imagesignigs', id)).toMatchObject({
      kind: 'unknown',
      failure: { code: 'platform.unavailable' },
    });
    expect(await stateOf(id)).toBe(2);
    expect(sent('POST')).toHaveLength(1);
  });

  test.each([
    [403, 'platform.forbidden'],
    [429, 'platform.throttled'],
  ])('%s to the decision is a plain refusal', async (status, code) => {
    const id = await pending();
    await world.control('fault', { kind: 'status', status, method: 'POST' });
    expect(await desk.verdict('imagesignigs', id)).toMatchObject({ failed: { code } });
    expect((await desk.journal()).at(-1)).toMatchObject({ kind: 'decision.outcome', result: { kind: 'failed' } });
  });
});

describe('a session that ends in the middle', () => {
  test('a token that ran out is renewed, and the decision goes on', async () => {
    const id = await pending();
    desk.answer = async (sheet) => {
      await world.control('expireTokens', {});
      return yes(sheet);
    };
    expect(await desk.verdict('imagesignigs', id)).toMatchObject({ kind: 'done' });
    expect(await decisions(id)).toHaveLength(1);
  });

  test('a 401 to the decision itself is sent again once', async () => {
    const id = await pending();
    await world.control('fault', { kind: 'status', status: 401, method: 'POST' });
    expect(await desk.verdict('imagesignigs', id)).toMatchObject({ kind: 'done' });
  });

  test('the same account signs in again: the decision goes on', async () => {
    const id = await pending();
    desk.answer = async (sheet) => {
      await desk.endSession();
      return yes(sheet);
    };
    const verdict = desk.verdict('imagesignigs', id);
    await until(
      async () => desk.session().kind,
      (kind) => kind === 'expired',
    );
    await desk.signIn('jonas');
    expect(await verdict).toMatchObject({ kind: 'done' });
  });

  test('somebody else signs in: the decision is dropped', async () => {
    const id = await pending();
    desk.answer = async (sheet) => {
      await desk.endSession();
      return yes(sheet);
    };
    const verdict = desk.verdict('imagesignigs', id);
    await until(
      async () => desk.session().kind,
      (kind) => kind === 'expired',
    );
    await desk.signIn('anna');
    expect(await verdict).toMatchObject({
      failed: { code: 'session.other-account', facts: { expected: 'Jonas Ek', actual: 'Anna Lind' } },
    });
    expect(await decisions(id)).toEqual([]);
    expect(await stateOf(id)).toBe(2);
  });

  test('somebody else signs in without the session having ended: dropped as well', async () => {
    const id = await pending();
    desk.answer = async (sheet) => {
      await desk.signIn('anna');
      return yes(sheet);
    };
    expect(await desk.verdict('imagesignigs', id)).toMatchObject({ failed: { code: 'session.other-account' } });
    expect(await decisions(id)).toEqual([]);
  });

  test('signing out drops it', async () => {
    const id = await pending();
    desk.answer = async (sheet) => {
      await desk.signOut();
      return yes(sheet);
    };
    expect(await desk.verdict('imagesignigs', id)).toMatchObject({ failed: { code: 'session.signed-out' } });
  });
});

describe('who may not read everything', () => {
  test('decides a request whose product is closed to her, and is told what she does not see', async () => {
    const anna = await Desk.open(world, 'anna');
    const id = await pending();
    expect(await anna.verdict('imagesignigs', id)).toMatchObject({ kind: 'done' });
    const [sheet] = anna.sheets;
    expect(factOf(sheet?.groups ?? [], 'Key')).toMatchObject({ kind: 'unknown', why: 'you may not read the product' });
    expect(factOf(sheet?.groups ?? [], 'Not shown')).toMatchObject({
      kind: 'text',
      text: expect.stringContaining('may not read the product'),
    });
    await anna.close();
  });

  test('may not decide what she has no right to', async () => {
    const leila = await Desk.open(world, 'leila');
    const id = await pending();
    expect(await leila.verdict('imagesignigs', id)).toMatchObject({ failed: { code: 'platform.forbidden' } });
    expect(leila.sheets).toEqual([]);
    await leila.close();
  });
});
