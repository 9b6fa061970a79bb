import { sameOctets } from '../../../app/crypto/octets.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Template } from './attributes.ts';
import { CkError } from './ck-error.ts';
import { returnValues } from './ck-names.ts';
import { JobFailure } from './job-failure.ts';
import { unfinishedLabel } from './leftover-labels.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';
import { type Expected, NotVerified, type Seen, verify } from './verify.ts';

/** A key that is stored and right. */
export interface Placed {
  readonly object: ObjectHandle;
  readonly seen: Seen;
  readonly how: 'copied' | 'in-place';
  readonly wasTightened: boolean;
}

interface Name {
  readonly label: string;
  readonly id: Uint8Array;
}

/** Called with the proven key before it is stored for good; throws to refuse it. */
type Refuse = (key: ObjectHandle, checkBlock: Uint8Array | undefined) => void;

export function canCopy(capabilities: Capabilities): boolean {
  return capabilities['place:copy']?.works === true;
}

/**
 * The key is a session object: it is proven, then copied to the token in one call, sealed as far as the token can, and
 * the copy is proven again. A crash at any moment before the copy leaves nothing; after it, a key that was proven.
 */
export function placeByCopy(
  session: TokenSession,
  capabilities: Capabilities,
  key: ObjectHandle,
  name: Name,
  expected: Expected,
  refuse: Refuse,
): Placed {
  const first = provenOrWords(session, key, expected);
  refuse(key, first.checkBlock);
  const finding = capabilities['place:copy'];
  const seals = finding?.works === true ? (finding.seals ?? []) : [];
  const sealed: Template = Object.fromEntries(seals.map((attribute) => [attribute, false]));
  const stored = session.copy(key, { TOKEN: true, LABEL: name.label, ID: name.id, ...sealed });
  return orDestroy(session, stored, name.label, () => {
    const seen = verify(session, stored, { ...expected, isStored: true });
    if (!isSameBlock(first.checkBlock, seen.checkBlock)) throw new NotVerified('the stored copy is another key');
    return { object: stored, seen, how: 'copied', wasTightened: first.wasTightened || seen.wasTightened };
  });
}

/** The key was stored at once under an unfinished name: proven, then named. */
export function placeInPlace(
  session: TokenSession,
  _capabilities: Capabilities,
  key: ObjectHandle,
  name: Name,
  expected: Expected,
  refuse: Refuse,
): Placed {
  return orDestroy(session, key, unfinishedLabel(name.label), () => {
    const seen = verify(session, key, { ...expected, isStored: true });
    refuse(key, seen.checkBlock);
    session.write(key, { LABEL: name.label });
    return { object: key, seen, how: 'in-place', wasTightened: seen.wasTightened };
  });
}

function provenOrWords(session: TokenSession, key: ObjectHandle, expected: Expected): Seen {
  try {
    return verify(session, key, expected);
  } catch (error) {
    // A session object goes with its session; it is destroyed all the same, so that nothing depends on that.
    destroyAndCheck(session, key, 'the key of this session');
    throw error instanceof NotVerified ? new JobFailure('import.not-verified', { problem: error.message }) : error;
  }
}

/** On any doubt the stored object is destroyed, and that is checked too. */
function orDestroy(session: TokenSession, object: ObjectHandle, label: string, act: () => Placed): Placed {
  try {
    return act();
  } catch (error) {
    destroyAndCheck(session, object, label);
    throw error instanceof NotVerified ? new JobFailure('import.not-verified', { problem: error.message }) : error;
  }
}

/** @throws JobFailure 'import.left-behind' when the object may still be there */
function destroyAndCheck(session: TokenSession, object: ObjectHandle, label: string): void {
  let problem: string | undefined;
  try {
    session.destroy(object);
  } catch (error) {
    if (!(error instanceof CkError)) throw error;
    problem = error.message;
  }
  try {
    session.read(object, 'CLASS');
    problem ??= 'the token says it was destroyed, and still shows it';
  } catch (error) {
    if (!(error instanceof CkError)) throw error;
    if (error.rv === returnValues.OBJECT_HANDLE_INVALID) return;
    problem ??= `asked whether it is gone, the token answered ${error.code}`;
  }
  throw new JobFailure('import.left-behind', { label, problem });
}

function isSameBlock(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameOctets(a, b);
}
