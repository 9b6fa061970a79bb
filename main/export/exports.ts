import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeydockContract } from '../../app/contract/contract.ts';
import type { Handlers } from '../../app/contract/define.ts';
import type { ExportDraft, ExportsOverview, RecordRow } from '../../app/contract/export-shapes.ts';
import { type Failure, fail, ok, type Result } from '../../app/result.ts';
import { Allowance, type Rate } from '../allowance.ts';
import { signedIn, whoIsHere } from '../clients/parts.ts';
import type { Journal } from '../journal/journal.ts';
import { codeOf, writeNew } from '../journal/journal-export.ts';
import type { Reach } from '../platform/reach.ts';
import type { Dialogs } from '../windows/files.ts';
import { findAuditLine } from './audit-trail.ts';
import { beginRun, type RunningParts } from './begin-run.ts';
import { chooseKey, chooseProduct, chooseTarget, goBack, refreshClient } from './choose.ts';
import { createDesk, type Desk } from './desk.ts';
import { discard } from './discard.ts';
import { openDrafts } from './drafts.ts';
import { expectedGrades } from './expected-grades.ts';
import type { Certificates } from './fetch-envelope.ts';
import { finish } from './finish.ts';
import { watchLeftovers } from './leftovers.ts';
import type { LiveExport } from './live-export.ts';
import { preview } from './make-preview.ts';
import { type Pins, readPins } from './pins.ts';
import { proveWithFile, proveWithRequest } from './prove-key.ts';
import type { AuditFinding } from './record.ts';
import { recordHtml } from './record-page.ts';
import { recordPage, recordRow } from './record-view.ts';
import { type KeptRecord, openRecords, type Records } from './records.ts';

/** How long the platform may take to make its audit trail, in ms. */
const auditLimit = 60_000;
/** Previews and proofs from the platform: a person makes one a minute. */
const oftenest: Rate = { atOnce: 100, everyMs: 5_000 };
/** How long a list waits for what tokens say, in ms. */
const patience = 1_500;

export interface ExportParts extends Omit<RunningParts, 'desk' | 'lookForAudit' | 'network'> {
  /** The app's data folder. */
  readonly data: string;
  readonly network: Reach & Certificates;
  readonly dialogs: Pick<Dialogs, 'openFile' | 'saveFile'>;
  readonly journal: Pick<Journal, 'read'>;
  /** Opens the system's print dialog for a page. */
  readonly print: (html: string) => Promise<Result<null>>;
  readonly onDraft: (draft: ExportDraft) => void;
  readonly onOverview: (overview: ExportsOverview) => void;
}

/** The export ceremony of one profile, from its first choice to its record. */
export interface Exports {
  readonly handlers: Handlers<KeydockContract>['exports'];
  /** Whether keys are being written in one of them. */
  isRunning(): boolean;
  /** Ends every run after the key it is at, and waits for that. */
  dispose(): Promise<void>;
}

export function openExports(parts: ExportParts): Exports {
  const { data, profileId, tokens, acts, log } = parts;
  const folder = path.join(data, 'exports');
  const pins = readPins(parts.journal);
  const records = openRecords(path.join(folder, 'records'));
  const rows = rememberedRows(records, pins);
  let isOpen = true;
  let isPrinting = false;

  const desk: Desk = createDesk({
    drafts: openDrafts({ dir: path.join(folder, profileId), log }),
    tokens,
    log,
    who: () => whoIsHere(parts.session()),
    onDraft: (draft) => {
      if (isOpen) parts.onDraft(draft);
    },
    onList: () => void tellOverview(),
  });
  const leftovers = watchLeftovers({ tokens, desk, acts, log, onChange: () => void tellOverview() });

  async function overview(): Promise<ExportsOverview> {
    const mine = await desk.mine();
    return {
      drafts: mine
        .filter(({ kept }) => kept.record === null)
        .map(({ kept: { id, product, target, step, changedAt } }) => ({
          id,
          product: product?.name ?? null,
          target: target?.label ?? null,
          step,
          changedAt,
        }))
        .toSorted((a, b) => (a.changedAt < b.changedAt ? 1 : -1)),
      records: [...(await rows.list())],
      leftovers: [...leftovers.list()],
    };
  }
  async function tellOverview(): Promise<void> {
    try {
      const now = await overview();
      if (isOpen) parts.onOverview(now);
    } catch (error) {
      log.incident('export.overview', error);
    }
  }

  function lookForAudit(live: LiveExport): void {
    const source = live.kept.ceremony?.envelope.source;
    const account = signedIn(parts.session());
    if (source === undefined || !account.ok) return;
    const { client, network } = parts;
    live.audit = findAuditLine(source, { client, network, as: account.value.identity, limit: auditLimit }).catch(
      (error: unknown): AuditFinding => {
        log.incident('export.audit', error);
        return { kind: 'not-known', why: 'looking for it failed' };
      },
    );
  }
  /** Looked for while the keys were written; after a restart, or where it was not seen yet, once more. */
  async function audit(live: LiveExport): Promise<AuditFinding> {
    const before = await live.audit;
    if (before !== null && before.kind !== 'not-found' && before.kind !== 'not-known') return before;
    lookForAudit(live);
    return (await live.audit) ?? before ?? { kind: 'not-known', why: 'nobody was signed in who could ask' };
  }

  const fetches = new Allowance(oftenest);
  /** Of what the page alone can begin, and what fetches from the platform and writes lines each time. */
  async function bounded<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    const may = fetches.take();
    return may.ok ? await work() : may;
  }

  const inner = { ...parts, desk, lookForAudit };
  const finishing = { desk, tokens, acts, records, pins, audit };

  const handlers: Exports['handlers'] = {
    async overview() {
      // A token that hangs is told of when it has answered; the list is not kept waiting.
      await Promise.race([leftovers.look(true), sleep(patience)]);
      return ok(await overview());
    },
    async begin({ product }) {
      const begun = await desk.begin();
      if (!begun.ok) return begun;
      if (product === null) return ok(desk.shown(begun.value));
      const chosen = await desk.act(begun.value.kept.id, 'Reading the product', (live) =>
        chooseProduct(inner, live, product),
      );
      // Where the product cannot be read the export is there all the same, and says why.
      if (chosen.ok) return chosen;
      const still = await desk.get(begun.value.kept.id);
      return still.ok ? ok(desk.shown(still.value)) : still;
    },
    async get({ id }) {
      const live = await desk.get(id);
      return live.ok ? ok(desk.shown(live.value)) : live;
    },
    chooseProduct: ({ id, product }) =>
      desk.act(id, 'Reading the product', (live) => chooseProduct(inner, live, product)),
    chooseKey: ({ id, key }) => desk.act(id, 'Looking for its client', (live) => chooseKey(inner, live, key)),
    refreshClient: ({ id }) => desk.act(id, 'Asking how the client stands', (live) => refreshClient(inner, live)),
    chooseTarget: ({ id, token }) => desk.act(id, 'Looking at the token', (live) => chooseTarget(inner, live, token)),
    async expected({ id }) {
      const live = await desk.get(id);
      if (!live.ok) return live;
      const { clientKey } = live.value.kept;
      return ok(clientKey === null ? [] : [...expectedGrades(clientKey.place, tokens, parts.profile.floors.export)]);
    },
    back: ({ id, step }) => desk.act(id, 'Going back', (live) => goBack(inner, live, step)),
    preview: ({ id }, caller) =>
      desk.act(id, 'Asking how the client stands', (live) => bounded(() => preview(inner, live, caller))),
    run: ({ id, ...wish }, caller) =>
      desk.act(id, 'Waiting for your confirmation', (live) => beginRun(inner, live, wish, caller)),
    async cancel({ id }) {
      const live = await desk.get(id);
      if (!live.ok) return live;
      if (live.value.running === null) return fail('export.wrong-step');
      live.value.isCancelled = true;
      return ok(desk.shown(live.value));
    },
    proveWithFile: ({ id, key }, caller) =>
      desk.act(id, 'Proving the key', (live) => proveWithFile(inner, live, key, caller)),
    proveWithRequest: ({ id, key }, caller) =>
      desk.act(id, 'Looking for an encrypt request of this key', (live) =>
        bounded(() => proveWithRequest(inner, live, key, caller)),
      ),
    async finish({ id }, caller) {
      const done = await desk.act(id, 'Writing the record', (live) => finish(finishing, live, caller));
      rows.forget();
      void tellOverview();
      return done;
    },
    discard: ({ id }, caller) => discard(inner, id, caller),
    async record({ id }) {
      const kept = await records.open(id);
      return kept.ok ? ok(await recordPage(kept.value, pins)) : kept;
    },
    async saveRecord({ id, format }, caller) {
      const kept = await records.open(id);
      if (!kept.ok) return kept;
      const made = textOf(kept.value, format);
      if (made === null) return fail('record.unsigned');
      const file = await parts.dialogs.saveFile(
        {
          title: 'Save the ceremony record',
          name: `keydock-record-${kept.value.record.endedAt.slice(0, 19).replace(/[T:]/g, '-')}.${format}`,
          filters: [{ name: formatNames[format], extensions: [format] }],
        },
        caller,
      );
      if (file === null) return ok(null);
      const name = path.basename(file).slice(0, 255);
      try {
        await writeNew(file, made);
        return ok({ name });
      } catch (error) {
        return notSaved(error, name);
      }
    },
    async printRecord({ id }) {
      if (isPrinting) return fail('record.printing');
      isPrinting = true;
      try {
        const kept = await records.open(id);
        return kept.ok ? await parts.print(recordHtml(kept.value)) : kept;
      } finally {
        isPrinting = false;
      }
    },
  };

  return {
    handlers,
    isRunning: desk.isRunning,
    async dispose() {
      isOpen = false;
      leftovers.dispose();
      const running = (await desk.all()).filter((live) => live.running !== null);
      for (const live of running) live.isCancelled = true;
      await Promise.all(running.map((live) => live.running));
    },
  };
}

const formatNames = { jws: 'Signed record (JWS)', json: 'JSON', html: 'Web page for printing' } as const;

/** @returns null for the signature of a record that has none */
function textOf(kept: KeptRecord, format: keyof typeof formatNames): string | null {
  switch (format) {
    case 'jws':
      return kept.signature === null ? null : kept.text;
    case 'json':
      return kept.payload;
    case 'html':
      return recordHtml(kept);
    default:
      return format satisfies never;
  }
}

function notSaved(error: unknown, name: string): { readonly ok: false; readonly error: Failure } {
  const code = codeOf(error);
  if (code === null) throw error;
  return code === 'EEXIST' ? fail('record.exists', { name }) : fail('record.not-written', { reason: code });
}

/** Rows of all records; each is read and verified once, until a new one is kept. */
function rememberedRows(records: Records, pins: Pins): { list(): Promise<readonly RecordRow[]>; forget(): void } {
  let rows: Promise<readonly RecordRow[]> | null = null;
  return {
    list() {
      rows ??= records.list().then((all) => Promise.all(all.map((kept) => recordRow(kept, pins))));
      return rows;
    },
    forget: () => {
      rows = null;
    },
  };
}
