import { randomBytes } from 'node:crypto';
import type { Caller } from '../../app/contract/define.ts';
import type { FactGroup } from '../../app/facts.ts';
import { inSentence } from '../../app/platform/facts/text-limits.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { tokenName } from '../../app/token-name.ts';
import type { Acts, BegunAct } from '../journal/acts.ts';
import type { Capabilities } from '../tokens/capabilities.ts';
import { plainLabel } from '../tokens/plain-label.ts';
import type { Imported } from '../tokens/protocol.ts';
import { planImport } from '../tokens/strategies/plan.ts';
import type { TokenInHand, Tokens } from '../tokens/tokens.ts';
import type { Confirmations } from '../windows/confirmation.ts';
import type { KeyRing, RingKey } from './key-ring.ts';
import type { WrappedKey } from './protocol.ts';
import type { KeyChannel } from './token-keys.ts';

export interface MoveWorld {
  readonly keys: KeyRing;
  readonly tokens: Pick<Tokens, 'ready' | 'hold'>;
  readonly confirmations: Pick<Confirmations, 'ask'>;
  readonly channel: () => KeyChannel;
  readonly acts: Acts;
}

/** Bytes of a KWP blob around an AES key. RFC 5649 section 4.1. */
const wrappedLength = { 16: 24, 32: 40 } as const;
const keyTypes = { 16: 'AES128', 32: 'AES256' } as const;

/** The engine sends a KEK that it made itself: to the target that is as if a token had given its own in the clear. */
const engineAsSource: Capabilities = { 'ecdh:readable': { works: true } };

/**
 * Moves the key of a key file onto a token, after a confirmation: the engine wraps it under a KEK of its own, which goes
 * to the token process on a port past this one (rule R6); the token then shows by a known answer that it holds the key.
 * The file is left to the person. The key was in a file, so its grade stays C whatever the token does.
 * @returns whether the person said yes
 */
export async function moveKey(
  world: MoveWorld,
  key: RingKey,
  tokenId: string,
  caller: Caller,
): Promise<Result<{ readonly moved: boolean }>> {
  const { length } = key;
  if (key.place.kind !== 'file' || (length !== 16 && length !== 32)) {
    const needs = 'an AES key of 16 or 32 bytes in a file';
    return fail('decrypt.key-wrong-kind', { format: 'key for a token', needs, given: key.type });
  }
  const ready = await world.tokens.ready(tokenId, caller, 'to take the key from the file');
  if (!ready.ok) return ready;
  const token = ready.value;
  const probed = await token.capabilities();
  if (!probed.ok) return probed;
  const keyType = keyTypes[length];
  const plan = planImport(keyType, wrappedLength[length], engineAsSource, probed.value.capabilities, false);
  if (plan.kind === 'impossible') return fail('import.no-rung', { why: plan.why });
  const rung = plan.forms.find(({ form }) => form === 'kwp')?.rung?.id;
  if (rung === undefined) return fail('import.no-rung', { why: 'it cannot unwrap AES-KWP' });

  const label = labelFor(key);
  const facts = factsOf(key, token, label);
  const answer = await world.confirmations.ask(
    {
      title: 'Move this key onto the token?',
      lead: `The key in “${inSentence(key.name)}” is written to ${inSentence(tokenName(token.description))} as “${label}”, where it cannot be read out again. The file is not touched.`,
      warnings: [
        {
          tone: 'warn',
          title: 'The key was in a file: grade C stays',
          text: 'Whoever had the file may have a copy. Destroy the file and its copies yourself afterwards, and use a new key where that is not enough.',
        },
      ],
      groups: facts,
      as: `onto the token ${tokenName(token.description)}, serial number ${token.description.serial}`.slice(0, 600),
      confirm: { label: 'Move onto the token', tone: 'accent' },
      typed: null,
      reason: null,
    },
    caller.webContentsId,
  );
  if (!answer.ok) return answer;
  if (!answer.value.confirmed) return ok({ moved: false });

  const begun = await world.acts.begin({
    act: 'key-file.move',
    words: `move the key in “${key.name}” onto “${tokenName(token.description)}”`,
    facts,
  });
  if (!begun.ok) return begun;
  const letGo = world.tokens.hold();
  try {
    return await moveNow(world, key, token, { keyType, rung, label }, begun.value, caller);
  } finally {
    letGo();
  }
}

async function moveNow(
  world: MoveWorld,
  key: RingKey,
  token: TokenInHand,
  plan: { readonly keyType: 'AES128' | 'AES256'; readonly rung: string; readonly label: string },
  begun: BegunAct,
  caller: Caller,
): Promise<Result<{ readonly moved: boolean }>> {
  const moved = await importProven(world, key, token, plan, caller);
  if (!moved.ok) {
    await begun.failed(moved.error);
    return moved;
  }
  const words = `The key in “${key.name}” is on “${tokenName(token.description)}” as “${plan.label}”, proven by a known answer.`;
  await begun.done(words, { grade: 'C', rung: moved.value.rung, checkValue: moved.value.checkValue ?? null });
  return ok({ moved: true });
}

async function importProven(
  { keys, channel }: MoveWorld,
  key: RingKey,
  token: TokenInHand,
  { keyType, rung, label }: { readonly keyType: 'AES128' | 'AES256'; readonly rung: string; readonly label: string },
  caller: Caller,
): Promise<Result<Imported>> {
  const ready = await keys.open(key.id, caller);
  if (!ready.ok) return ready;
  const { engine, number, fileSHA256 } = ready.value;
  // The file may have been read again, or chosen anew, since the person said yes.
  if (fileSHA256 === undefined || fileSHA256 !== key.fileSHA256)
    return fail('decrypt.key-file-changed', { name: key.name });
  const { near, far } = channel();
  const port = await token.givePort(far);
  if (!port.ok) return port;
  const enginePort = engine.givePort(near);
  try {
    const arrived = token.secretArrived(port.value);
    const wrapped = await engine.wrapKey(number, enginePort);
    if (!wrapped.ok) return wrapped;
    if (!(await arrived)) return fail('token.process-ended');
    const imported = await token.run('importKey', {
      kek: { kind: 'port', port: port.value },
      token: token.ref,
      wrapped: wrapped.value.wrapped,
      keyType,
      label,
      id: Uint8Array.from(randomBytes(16)),
      uses: ['decrypt'],
      rungs: { kwp: rung },
      floor: 'C',
      allowDuplicate: false,
    });
    if (!imported.ok) return imported;
    return await proven(token, imported.value, wrapped.value);
  } finally {
    await token.run('forget', { port: port.value });
    engine.closePort(enginePort);
  }
}

/** Rule R3: a token that cannot show that it holds this very key does not keep it. */
async function proven(token: TokenInHand, imported: Imported, { answer }: WrappedKey): Promise<Result<Imported>> {
  const place = { token: token.ref, key: imported.object };
  const shown = await token.run('proveKey', { ...place, ...answer });
  if (shown.ok && shown.value.isProven) return ok(imported);
  const problem = shown.ok ? 'it decrypts a known message wrongly' : 'it did not decrypt a known message';
  const destroyed = await token.run('destroyObject', place);
  const { label } = imported.object;
  return destroyed.ok ? fail('import.not-verified', { problem }) : fail('import.left-behind', { label, problem });
}

/** The file's name without its ending, as one would name the key. */
function labelFor({ name }: RingKey): string {
  return plainLabel(name.replace(/\.[A-Za-z0-9]{1,5}$/, '').slice(0, 100)) || 'key from a file';
}

function factsOf(key: RingKey, { description }: TokenInHand, label: string): FactGroup[] {
  const text = (name: string, value: string) => ({ label: name, value: { kind: 'text', text: value } }) as const;
  return [
    { title: 'Key', facts: [text('File', key.name), text('Type', key.type), text('Grade', 'C: it was in a file')] },
    {
      title: 'Token',
      facts: [
        text('Label', description.label),
        text('Serial number', description.serial),
        text('Model', description.model),
        text('Name of the key there', label),
        text('Use', 'decrypt; never readable, never extractable'),
      ],
    },
  ];
}
