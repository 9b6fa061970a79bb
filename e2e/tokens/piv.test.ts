import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Result } from '../../app/result.ts';
import { planImport } from '../../main/tokens/strategies/plan.ts';
import type { ObjectRef, TokenRef } from '../../main/tokens/token-shapes.ts';
import { makeEnvelope, makeKey } from './envelopes.ts';
import type { ClientToken } from './export.ts';
import { makePivCard, type PivCard } from './piv/card.ts';
import { noReaderBecause, VirtualReader } from './piv/virtual-reader.ts';
import { moduleOf, nss, type Provider, softhsm, supervise } from './providers.ts';
import { logIn, must, refOf, successOf, tokensOf } from './signed-in.ts';
import { sendAndImport } from './transfer.ts';

// Real processes, a card daemon and a card: slow on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = '/usr/lib/x86_64-linux-gnu';
/**
 * Both read the same card, and each has its own way of not telling the truth about ECDH. OpenSC besides keeps session
 * objects until its table of 128 is full: one probe fills it, and nothing opens afterwards unless they are destroyed.
 */
const modules = [
  {
    name: 'OpenSC',
    file: `${folder}/opensc-pkcs11.so`,
    sensitive: 'CKR_OK, but the secret can be read out',
  },
  { name: 'ykcs11', file: `${folder}/libykcs11.so`, sensitive: 'CKR_ATTRIBUTE_VALUE_INVALID' },
] as const;
const missing = modules.find(({ file }) => !existsSync(file));
const reason = missing === undefined ? noReaderBecause() : `${missing.name} is not installed`;
const declare =
  reason === undefined ? describe : (name: string, _suite: () => void) => test(`${name}: NOT RUN`, () => undefined);
if (reason !== undefined) console.warn(`THE SMART CARD SUITE IS NOT RUN: ${reason}.`);

const outcome = (result: Result<unknown>) => (result.ok ? 'done' : result.error.code);

for (const { name, file, sensitive } of modules)
  declare(`a PIV card, through ${name}`, () => {
    const provider = { module: moduleOf(file), env: { ...process.env } };
    const supervisor = supervise(provider);
    let reader: VirtualReader;
    let card: PivCard;
    let token: TokenRef;
    let client: ClientToken;
    let kind: string;

    const present = async (): Promise<TokenRef> => {
      const { tokens } = await must(supervisor, 'describe', {});
      return refOf(tokens[0]!);
    };

    beforeAll(async () => {
      reader = await VirtualReader.start();
      Object.assign(provider.env, reader.env);
      card = await makePivCard();
      await reader.insert(card);
      token = await present();
      successOf(await logIn(supervisor, token, card.pin));
      const objects = await must(supervisor, 'objects', { token });
      const found = objects.find((object) => object.class === 'private-key')!;
      const key: ObjectRef = { handle: found.handle, class: found.class, id: found.id, label: found.label };
      const publicKey = await must(supervisor, 'publicKey', { token, key });
      const probed = await must(supervisor, 'probe', { token, clientKey: key });
      kind = probed.kind;
      client = { token, key, publicKey, capabilities: probed.capabilities };
    });
    afterAll(async () => {
      supervisor.end();
      await reader.stop();
      expect(supervisor.complaints.bugs).toEqual([]);
    });

    test('is hardware, and what it says about ECDH is seen through', () => {
      expect(kind).toBe('hardware');
      expect(client.capabilities['ecdh:readable']).toEqual({ works: true });
      expect(client.capabilities['ecdh:sensitive']).toEqual({ works: false, why: sensitive });
    });

    test('receives nothing itself, and says why', () => {
      const plan = planImport('AES256', 40, client.capabilities, client.capabilities, true);
      expect(plan).toMatchObject({ kind: 'impossible' });
    });

    describe.each([
      ['SoftHSM', () => softhsm('receives'), 'C'],
      ['NSS', nss, 'K'],
    ] as const)('opens for %s', (_name, make, cloudHsmAes) => {
      const keys = [makeKey('AES256'), makeKey('ECDSAP256'), makeKey('RSA2048')];
      let receiving: Provider;
      let target: ReturnType<typeof supervise>;
      let receiver: TokenRef;
      beforeAll(async () => {
        receiving = make();
        target = supervise(receiving);
        [receiver] = (await tokensOf(target, receiving)) as [TokenRef];
      });
      afterAll(() => {
        target.end();
        receiving.remove();
        expect(target.complaints.bugs).toEqual([]);
      });

      test('what was found with its key is not forgotten when it is probed without', async () => {
        const { capabilities } = await must(supervisor, 'probe', { token });
        expect(capabilities['ecdh:readable']).toMatchObject({ works: false });
      });

      test.each([
        ['kwp', 'K'],
        ['cloudhsm', cloudHsmAes],
      ] as const)('the form %s', async (form, aesGrade) => {
        const jwe = await makeEnvelope(client.publicKey, keys, form);
        const opened = await must(supervisor, 'openEnvelope', { client, jwe, floor: 'K' });
        expect([opened.rung, opened.grade]).toEqual(['concat-in-process+cek-in-process', 'K']);
        const imported = await sendAndImport({ source: supervisor, client }, { target, receiver }, opened, keys, form);
        expect(imported.map(({ grade }) => grade)).toEqual([aesGrade, 'K', 'K']);
      });
    });

    test('a wrong PIN is counted until the card is locked, and then not tried any more', async () => {
      supervisor.end();
      const locked = await makePivCard();
      reader.remove();
      await reader.insert(locked);
      const ref = await present();
      const codes: string[] = [];
      for (let attempt = 0; attempt < 4; attempt++) codes.push(outcome(await logIn(supervisor, ref, '999999')));
      expect(codes.slice(0, 2)).toEqual(['token.pin-wrong', 'token.pin-wrong']);
      expect(codes.slice(2)).toEqual(['token.pin-locked', 'token.pin-locked']);
      expect(outcome(await logIn(supervisor, ref, locked.pin))).toBe('token.pin-locked');
    });

    test('a card that is pulled out is gone; put back, it works again after the PIN', async () => {
      supervisor.end();
      reader.remove();
      const fresh = await makePivCard();
      await reader.insert(fresh);
      const ref = await present();
      successOf(await logIn(supervisor, ref, fresh.pin));
      reader.remove();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(outcome(await supervisor.run('objects', { token: ref }))).toBe('token.gone');
      await reader.insert(fresh);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const again = await present();
      expect(again).toEqual(ref);
      expect(outcome(await logIn(supervisor, again, fresh.pin))).toBe('done');
    });
  });
