import type { AuthenticationResult } from '@azure/msal-node';
import type { Account, Session } from '../../app/contract/shapes.ts';
import type { Profile } from '../../app/profile.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import type { Log } from '../log.ts';
import type { Network } from '../network/network.ts';
import { accountOf, nameGroups } from './account.ts';
import { createKeptSession, type Lease } from './kept-session.ts';
import { type Msal, openMsal } from './msal.ts';
import type { OpenExternal } from './open-external.ts';
import type { OsEncryption } from './os-encryption.ts';
import { profileIdOf } from './profile-id.ts';
import { msalErrorOf, signInFailureOf } from './sign-in-failures.ts';
import { type Method, type SignInTry, startSignIn } from './sign-in-try.ts';

/** A token for the platform and whose it is, in the platform's spelling (`oid:<uuid>`). */
export interface Token {
  readonly token: string;
  readonly identity: string;
}

/** Who is signed in to one profile, and the tokens that come of it. */
export interface Identity {
  session(): Session;
  /** @returns the way to stop listening */
  onChange(listener: (session: Session) => void): () => void;
  /** Takes up the session of an earlier run, without any network. */
  restore(): Promise<Session>;
  signIn(method: Method): Promise<Result<Session>>;
  /** Ends a running sign-in. Resolves when another one may begin. */
  cancel(): Promise<void>;
  /** Puts the link of the running sign-in on the clipboard. */
  copyLink(): Result<null>;
  openDeviceCodePage(): Promise<Result<null>>;
  /** Forgets the account, its tokens and all that was kept for it, on disk too. */
  signOut(): Promise<void>;
  /** Called, and waited for, when what was kept for the account must go: sign-out, or somebody else signed in. */
  onForget(listener: () => Promise<void>): void;
  /**
   * A token for the platform.
   * @param options.fresh a new one, after the platform refused the last
   * @returns `session.expired` for every reader once the refresh token is dead, without asking the service again
   */
  token(options?: { readonly fresh?: boolean }): Promise<Result<Token>>;
  /** Resolves when somebody has signed in, or when nobody will: signed out, or this identity was disposed of. */
  waitForSignIn(): Promise<Session>;
  dispose(): Promise<void>;
}

/** What the identity of a profile is made of. */
export interface IdentityParts {
  readonly profile: Profile;
  readonly network: Pick<Network, 'fetch'>;
  /** Folder of the kept sessions. */
  readonly dir: string;
  readonly encryption: OsEncryption;
  readonly openExternal: OpenExternal;
  readonly clipboard: { writeText(text: string): void };
  readonly log: Log;
  /** How long to wait for the browser, in ms. */
  readonly signInLimitMs?: number;
}

/** A token is renewed this long before its end, in ms; MSAL's own margin, which cannot be set. */
const RENEW_BEFORE_MS = 300_000;
const SIGN_IN_LIMIT_MS = 300_000;

/** What is known of the account that is signed in. Replaced as a whole, so that a late answer for an old one is noticed. */
interface Held {
  account: Account;
  readonly homeAccountId: string;
  lease: Lease;
  cache: string;
  msal: Promise<Msal> | null;
  renewing: Promise<Result<Token>> | null;
}

export function createIdentity(parts: IdentityParts): Identity {
  const { profile, network, dir, encryption, openExternal, clipboard, log, signInLimitMs = SIGN_IN_LIMIT_MS } = parts;
  const profileId = profileIdOf(profile);
  const kept = createKeptSession({ dir, profileId, authority: profile.authority, encryption, log });
  const listeners = new Set<(session: Session) => void>();
  const forgetters: (() => Promise<void>)[] = [];
  let session: Session = { kind: 'signed-out', lastFailure: null };
  let held: Held | null = null;
  let running: { readonly attempt: SignInTry; readonly finished: Promise<unknown> } | null = null;
  let restoring: Promise<Session> | null = null;
  let isDisposed = false;

  function change(next: Session): Session {
    session = next;
    for (const listener of [...listeners]) listener(next);
    return next;
  }

  async function changeToSignedIn(mine: Held): Promise<Session> {
    const { kind } = await encryption.state();
    // Signed out meanwhile.
    if (held !== mine) return session;
    const { account, lease } = mine;
    const expiresAt = new Date(lease.expiresAt).toISOString();
    return change({ kind: 'signed-in', account, expiresAt, kept: kind });
  }

  function keep({ account, homeAccountId, cache, lease }: Held): void {
    kept.write({ account, tokens: { homeAccountId, cache, lease } });
  }

  /** Who has to sign in again, where somebody has. */
  function expiredAccount(): Account | null {
    if (session.kind === 'expired') return session.account;
    return session.kind === 'signing-in' ? session.again : null;
  }

  async function takeUp(): Promise<Session> {
    const found = await kept.read();
    if (found === null || isDisposed) return session;
    const account = nameGroups(found.account, profile);
    if (found.tokens === null) return change({ kind: 'expired', account, lastFailure: null });
    held = { ...found.tokens, account, msal: null, renewing: null };
    log.event('session.restored', { profile: profileId });
    return await changeToSignedIn(held);
  }

  async function adopt(result: AuthenticationResult, msal: Msal, before: Account | null): Promise<Result<Session>> {
    const account = accountOf(result.idTokenClaims, profile);
    if (!account.ok) return account;
    if (result.account === null) return fail('session.sign-in-refused', { reason: 'no account' });
    if (isDisposed) return fail('app.cancelled');
    if (before !== null && before.identity !== account.value.identity) await forgetAll();
    held = {
      account: account.value,
      homeAccountId: result.account.homeAccountId,
      lease: leaseOf(result),
      cache: msal.serialized(),
      msal: Promise.resolve(msal),
      renewing: null,
    };
    keep(held);
    return ok(await changeToSignedIn(held));
  }

  async function forgetAll(): Promise<void> {
    await kept.forget();
    for (const forget of forgetters) await forget();
  }

  async function signIn(method: Method): Promise<Result<Session>> {
    await restoring;
    if (running !== null) return fail('session.sign-in-running');
    if (session.kind === 'signed-in') return ok(session);
    const before = expiredAccount();
    const attempt = startSignIn({
      method,
      profile,
      network,
      openExternal,
      again: before?.username ?? null,
      limitMs: signInLimitMs,
      log,
      onProgress: (progress) => {
        if (running?.attempt === attempt) change({ kind: 'signing-in', method, ...progress, again: before });
      },
    });
    const finished = finish(attempt, method, before);
    running = { attempt, finished };
    change({ kind: 'signing-in', method, deviceCode: null, givesUpAt: attempt.givesUpAt, again: before });
    return await finished;
  }

  async function finish(attempt: SignInTry, method: Method, before: Account | null): Promise<Result<Session>> {
    const done = await attempt.done;
    const taken = done.ok ? await adopt(done.value.result, done.value.msal, before) : done;
    running = null;
    if (taken.ok) {
      log.event('session.signed-in', { kind: method, profile: profileId });
      return taken;
    }
    log.event('session.sign-in-failed', { kind: method, code: taken.error.code });
    const lastFailure = taken.error.code === 'app.cancelled' ? null : taken.error;
    change(before === null ? { kind: 'signed-out', lastFailure } : { kind: 'expired', account: before, lastFailure });
    return taken;
  }

  async function cancel(): Promise<void> {
    running?.attempt.cancel();
    await running?.finished;
  }

  async function renew(mine: Held): Promise<Result<Token>> {
    let msal: Msal | null = null;
    try {
      mine.msal ??= openMsal(profile, network, mine.cache);
      msal = await mine.msal;
      const account = await msal.application.getTokenCache().getAccountByHomeId(mine.homeAccountId);
      if (account === null) return expire(mine);
      const result = await msal.application.acquireTokenSilent({
        account,
        scopes: [profile.scope],
        forceRefresh: true,
      });
      if (held !== mine) return fail('session.signed-out');
      const now = accountOf(result.idTokenClaims, profile);
      // A token of somebody else, or of nobody that can be told, must not be used under this name.
      if (!now.ok || now.value.identity !== mine.account.identity) return expire(mine);
      // Groups may have changed since.
      mine.account = now.value;
      mine.lease = leaseOf(result);
      mine.cache = msal.serialized();
      keep(mine);
      await changeToSignedIn(mine);
      return ok({ token: mine.lease.token, identity: mine.account.identity });
    } catch (error) {
      const known = msalErrorOf(error);
      if (known === null) return fail('app.unexpected', {}, { incident: log.incident('session.renew', error) });
      const { meaning, failure } = signInFailureOf(known.code, known.description, msal?.networkFailure() ?? null);
      if (meaning === 'sign-in-again') return expire(mine);
      log.event('session.renew-failed', { code: failure.code });
      return { ok: false, error: failure };
    }
  }

  /** The one place where a session ends by itself; whoever asks afterwards is told without a request. */
  function expire(mine: Held): Result<Token> {
    if (held !== mine) return fail('session.signed-out');
    held = null;
    kept.write({ account: mine.account, tokens: null });
    log.event('session.expired', { profile: profileId });
    change({ kind: 'expired', account: mine.account, lastFailure: null });
    return fail('session.expired');
  }

  const identity: Identity = {
    session: () => session,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    restore() {
      restoring ??= takeUp().catch((error: unknown) => {
        // A secret store that fails in a new way costs the kept session, never the next sign-in.
        log.incident('session.restore', error);
        return session;
      });
      return restoring;
    },
    signIn,
    cancel,
    copyLink() {
      const link = running?.attempt.link() ?? null;
      if (link === null) return fail('app.cancelled');
      clipboard.writeText(link);
      return ok(null);
    },
    async openDeviceCodePage() {
      if (session.kind !== 'signing-in' || session.deviceCode === null) return fail('app.cancelled');
      return await openExternal(session.deviceCode.verificationUri);
    },
    async signOut() {
      await restoring;
      await cancel();
      held = null;
      await forgetAll();
      log.event('session.signed-out', { profile: profileId });
      change({ kind: 'signed-out', lastFailure: null });
    },
    onForget: (listener) => void forgetters.push(listener),
    async token({ fresh = false } = {}) {
      await restoring;
      const mine = held;
      if (mine === null) return fail(expiredAccount() === null ? 'session.signed-out' : 'session.expired');
      if (!fresh && mine.lease.expiresAt - Date.now() > RENEW_BEFORE_MS) {
        return ok({ token: mine.lease.token, identity: mine.account.identity });
      }
      mine.renewing ??= renew(mine).finally(() => {
        mine.renewing = null;
      });
      return await mine.renewing;
    },
    waitForSignIn() {
      return new Promise((resolve) => {
        const isSettled = ({ kind }: Session): boolean => isDisposed || kind === 'signed-in' || kind === 'signed-out';
        if (isSettled(session)) {
          resolve(session);
          return;
        }
        const stop = identity.onChange((now) => {
          if (!isSettled(now)) return;
          stop();
          resolve(now);
        });
      });
    },
    async dispose() {
      isDisposed = true;
      running?.attempt.cancel();
      held = null;
      change(session);
      listeners.clear();
      await kept.settled();
    },
  };
  return identity;
}

function leaseOf({ accessToken, expiresOn }: AuthenticationResult): Lease {
  // Without an end it is good for nothing but the next call.
  return { token: accessToken, expiresAt: expiresOn?.getTime() ?? Date.now() };
}
