import type { ApprovalsSummary, ProfileSummary, Session, StartSnapshot } from '../app/contract/shapes.ts';
import { accountOf } from './data/account-of.ts';
import { client, on } from './data/bridge.ts';
import { takeBatch } from './data/decrypt.ts';
import { unwrap } from './data/failure.ts';
import { connectionQuery, platformKey, profilesQuery, sessionQuery, startQuery, summaryQuery } from './data/queries.ts';
import { queryClient } from './data/query-client.ts';
import { forgetSeen } from './data/seen-rows.ts';
import { refreshTokens, takeTokens } from './data/tokens.ts';
import { inbox } from './features/approvals/the-inbox.ts';
import { forgetDownloads } from './features/requests/downloads.ts';
import { announce } from './state/announcer.ts';
import { useLetterKeys } from './state/keys.ts';
import { refreshLists } from './state/refreshed.ts';

/** Puts what main answered first where the screens look for it, and shows the last-known inbox. */
export function takeStart(snapshot: StartSnapshot): void {
  queryClient.setQueryData(startQuery.queryKey, snapshot);
  useLetterKeys.setState({ isOn: snapshot.letterKeys });
  queryClient.setQueryData(sessionQuery.queryKey, snapshot.session);
  queryClient.setQueryData(profilesQuery.queryKey, snapshot.profiles);
  if (snapshot.lastKnown === null) return;
  queryClient.setQueryData(summaryQuery.queryKey, snapshot.lastKnown.summary);
  inbox.seed(snapshot.lastKnown);
}

/** Listens to what main tells by itself, for as long as the window lives. */
export function listenToMain(): void {
  on.session.changed(takeSession);
  on.profiles.changed(takeProfiles);
  on.approvals.changed(takeSummary);
  on.decrypt.changed(takeBatch);
  on.tokens.changed(takeTokens);
  on.platform.connection((connection) => {
    const wasDown = queryClient.getQueryData(connectionQuery.queryKey)?.failure != null;
    queryClient.setQueryData(connectionQuery.queryKey, connection);
    if (wasDown && connection.failure === null) goOn();
  });
  const session = queryClient.getQueryData(sessionQuery.queryKey);
  if (session?.kind === 'signed-in') void refreshSummary(false);
}

/** Asks for the state of the queues; `refresh` asks the platform, not what main knows already. */
export async function refreshSummary(refresh: boolean): Promise<void> {
  const asked = queryClient.fetchQuery({
    ...summaryQuery,
    staleTime: 0,
    queryFn: () => unwrap(client.approvals.summary({ refresh })),
  });
  // Why it failed stays with the query, where the list finds it.
  await asked.then(takeSummary, () => undefined);
}

/** Asks again for everything in view, of the platform and of this machine. */
export async function refreshAll(): Promise<void> {
  inbox.refresh();
  refreshLists();
  await Promise.all([refreshSummary(true), refreshTokens(), queryClient.invalidateQueries({ queryKey: platformKey })]);
}

/** Takes how the session stands now. Another account sees nothing of the one before. */
export function takeSession(next: Session): void {
  const before = queryClient.getQueryData(sessionQuery.queryKey);
  queryClient.setQueryData(sessionQuery.queryKey, next);
  const [was, is] = [before === undefined ? null : accountOf(before), accountOf(next)];
  if (was !== null && was.identity !== is?.identity) forget();
  if (next.kind === 'signed-in' && before?.kind !== 'signed-in') goOn();
}

function takeProfiles(next: ProfileSummary[]): void {
  const active = (profiles: readonly ProfileSummary[] | undefined) => profiles?.find((each) => each.active)?.id;
  const changed = active(queryClient.getQueryData(profilesQuery.queryKey)) !== active(next);
  queryClient.setQueryData(profilesQuery.queryKey, next);
  if (changed) forget();
}

function takeSummary(summary: ApprovalsSummary): void {
  queryClient.setQueryData(summaryQuery.queryKey, summary);
  inbox.take(summary);
  const { length } = summary.arrived;
  if (length > 0) announce(length === 1 ? 'One new request waits for you' : `${length} new requests wait for you`);
  for (const { queue, id } of summary.left) {
    void queryClient.invalidateQueries({ queryKey: [...platformKey, 'approval', queue, id] });
  }
}

/** What had stopped for a sign-in or a lost connection goes on. */
function goOn(): void {
  inbox.resume();
  refreshLists();
  void refreshSummary(false);
  void queryClient.invalidateQueries({ queryKey: platformKey });
}

function forget(): void {
  inbox.reset();
  forgetDownloads();
  forgetSeen();
  queryClient.removeQueries({ queryKey: platformKey });
}
