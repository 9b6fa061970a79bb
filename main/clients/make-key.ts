import { randomBytes } from 'node:crypto';
import type { ClientKey } from '../../app/contract/client-shapes.ts';
import type { Caller } from '../../app/contract/define.ts';
import type { LocalId } from '../../app/contract/token-shapes.ts';
import { toHex } from '../../app/crypto/octets.ts';
import type { FactGroup } from '../../app/facts.ts';
import { keyDigestLabel } from '../../app/platform/facts/client-facts.ts';
import { fact, factGroup } from '../../app/platform/facts/item-facts.ts';
import { inSentence } from '../../app/platform/facts/text-limits.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { tokenName } from '../../app/token-name.ts';
import { factsOfToken, tokenGroup } from '../export/token-facts.ts';
import { plainLabel } from '../tokens/plain-label.ts';
import type { TokenInHand } from '../tokens/tokens.ts';
import type { ClientDesk } from './desk.ts';
import { asNow } from './parts.ts';

/** Octets of a CKA_ID. Random: it is given with the key's template, before there is a public key to take it from. */
const idLength = 20;

/**
 * Makes a client's key on a token: EC P-256, for key agreement alone, never to leave it.
 * @returns null when the person said no or gave no PIN
 */
export async function makeKey(
  desk: ClientDesk,
  { token: tokenId, label: wished }: { readonly token: LocalId; readonly label: string },
  caller: Caller,
): Promise<Result<ClientKey | null>> {
  const label = plainLabel(wished);
  const ready = await desk.tokens.ready(tokenId, caller, 'to make a client key on it');
  if (!ready.ok) return ready.error.code === 'token.pin-missing' ? ok(null) : ready;
  const token = ready.value;
  if (!token.description.isWritable) return fail('token.read-only');
  const said = await ask(desk, token, label, caller);
  if (!said.ok || !said.value) return said.ok ? ok(null) : said;

  const where = tokenName(token.description);
  const act = await desk.acts.begin({
    act: 'key.make',
    words: `make the client key “${inSentence(label)}” on “${inSentence(where)}”`,
    facts: factsFor(token, label),
  });
  if (!act.ok) return act;
  const id = new Uint8Array(randomBytes(idLength));
  const made = await token.run('makeKeyPair', { token: token.ref, purpose: 'client', label, id });
  if (!made.ok) {
    await act.value.failed(made.error);
    return made;
  }
  const key = await found(desk, token, toHex(id));
  if (!key.ok) {
    await act.value.failed(key.error);
    return key;
  }
  await act.value.done(
    `“${inSentence(label)}” is on “${inSentence(where)}”: it agrees on keys and does nothing else, and cannot leave.`,
    {
      facts: [
        factGroup('The key', [
          fact(keyDigestLabel, { kind: 'digest', algorithm: 'SHA-256', hex: key.value.fingerprint }),
        ]),
      ],
    },
  );
  return await desk.keys.shown(key.value);
}

async function ask(desk: ClientDesk, token: TokenInHand, label: string, caller: Caller): Promise<Result<boolean>> {
  const answer = await desk.confirmations.ask(
    {
      title: 'Make a client key on this token?',
      lead: 'An EC P-256 key is made on the token. Its private half never leaves it and cannot be copied, not even as a backup: if the token is lost, a new key has to be registered.',
      warnings: [],
      groups: factsFor(token, label),
      as: asNow(desk),
      confirm: { label: 'Make the key', tone: 'accent' },
      typed: null,
      reason: null,
    },
    caller.webContentsId,
  );
  return answer.ok ? ok(answer.value.confirmed) : answer;
}

function factsFor(token: TokenInHand, label: string): FactGroup[] {
  return [
    factGroup('The key', [
      fact('Name', { kind: 'text', text: label }),
      fact('Type', { kind: 'text', text: 'EC P-256' }),
      fact('May', { kind: 'text', text: 'agree on keys', mute: 'and nothing else: it neither signs nor decrypts' }),
      fact('Kept', { kind: 'text', text: 'sensitive, not extractable', mute: 'as a private object of the token' }),
    ]),
    tokenGroup('Where it is made', factsOfToken(token, token.description.kind)),
  ];
}

/** Read back from the token: what it says it made is what is registered. */
async function found(desk: ClientDesk, token: TokenInHand, ckaId: string) {
  const objects = await token.run('objects', { token: token.ref });
  if (!objects.ok) return objects;
  const object = objects.value.find((one) => one.class === 'private-key' && one.id === ckaId);
  if (object === undefined) return fail('token.object-gone');
  return await desk.keys.keyAt({ kind: 'token', token: token.id, object: desk.tokens.objectId(token, object) });
}
