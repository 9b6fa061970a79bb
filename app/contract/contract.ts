import { z } from 'zod';
import { QueueId } from '../platform/queue-ids.ts';
import { Failure } from '../result.ts';
import { call, defineContract, event } from './define.ts';
import { JournalEntry, JournalFormat, JournalRow, JournalState, JournalVerdict, LineNumber } from './journal-shapes.ts';
import {
  AccountPage,
  ApprovalItem,
  ApprovalRow,
  ApprovalsSummary,
  Decision,
  ItemId,
  Outcome,
  PageOf,
  ProductItem,
  ProductRow,
  ProfileSummary,
  RequestItem,
  RequestRow,
  Session,
  StartSnapshot,
  Theme,
} from './shapes.ts';

const nothing = z.strictObject({});
const done = z.null();
const PageNumber = z.number().int().min(0).max(1_000_000);
const Filter = z.string().trim().max(200);

/**
 * Everything the window may ask of main, and everything main may tell it. Main parses every input and every
 * output; the types of both sides derive from here. A feature adds a line here, a handler in main, a hook in the window.
 */
export const contract = defineContract({
  app: {
    /** One snapshot to paint the first screen from: session, profile, last-known inbox. */
    start: call(nothing, StartSnapshot),
    setTheme: call(z.strictObject({ theme: Theme }), done),
    /** Records a fault of the page; answers the incident id that is also in the log. The text is cut and redacted by main. */
    reportFault: call(
      z.strictObject({ where: z.string().max(200), message: z.string().max(2000) }),
      z.strictObject({ incident: z.string() }),
    ),
    /** What "copy diagnostics" copies: exactly this text is shown before. */
    diagnostics: call(nothing, z.strictObject({ text: z.string().max(65_536) })),
    /** A menu entry or its shortcut was chosen. */
    command: event(
      z.strictObject({
        command: z.enum(['find', 'jump', 'refresh', 'shortcuts', 'import-profile', 'account', 'diagnostics']),
      }),
    ),
  },
  profiles: {
    list: call(nothing, z.array(ProfileSummary)),
    /** Opens main's own file dialog, then the confirmation window. Answers null when the person chose neither. */
    import: call(nothing, ProfileSummary.nullable()),
    /** The same for a file dropped on the window, by the opaque id that preload got for it. */
    importDropped: call(z.strictObject({ fileId: z.string().max(64) }), ProfileSummary.nullable()),
    activate: call(z.strictObject({ id: z.string().max(64) }), done),
    /** Asks in a confirmation window first. Answers whether it was removed. */
    remove: call(z.strictObject({ id: z.string().max(64) }), z.strictObject({ removed: z.boolean() })),
    changed: event(z.array(ProfileSummary)),
  },
  session: {
    get: call(nothing, Session),
    /** Resolves when somebody is signed in, or with the reason why not. */
    signIn: call(z.strictObject({ method: z.enum(['browser', 'device-code']) }), Session),
    cancelSignIn: call(nothing, done),
    /** Main puts the sign-in link on the clipboard; the link itself never reaches the page. */
    copySignInLink: call(nothing, done),
    /** Opens the page for a device code in the system browser. */
    openDeviceCodePage: call(nothing, done),
    /** Forgets the account and everything kept for it. */
    signOut: call(nothing, done),
    account: call(z.strictObject({ refresh: z.boolean() }), AccountPage),
    changed: event(Session),
  },
  approvals: {
    /** Counts per queue, how fresh they are, and what stands in the way. `refresh` asks the platform now. */
    summary: call(z.strictObject({ refresh: z.boolean() }), ApprovalsSummary),
    /** One page of a queue, ten rows; the first page is 0. */
    page: call(z.strictObject({ queue: QueueId, page: PageNumber }), PageOf(ApprovalRow)),
    open: call(z.strictObject({ queue: QueueId, id: ItemId }), ApprovalItem),
    /** Opens the confirmation window. Answers what the platform says afterwards, never what was asked. */
    decide: call(z.strictObject({ queue: QueueId, id: ItemId, decision: Decision }), Outcome),
    changed: event(ApprovalsSummary),
  },
  requests: {
    page: call(
      z.strictObject({ page: PageNumber, name: Filter, state: z.number().int().nullable() }),
      PageOf(RequestRow),
    ),
    open: call(z.strictObject({ id: ItemId }), RequestItem),
  },
  products: {
    page: call(
      z.strictObject({
        page: PageNumber,
        name: Filter,
        state: z.number().int().nullable(),
        type: z.enum(['RnD', 'Production', 'CA']).nullable(),
      }),
      PageOf(ProductRow),
    ),
    open: call(z.strictObject({ id: ItemId }), ProductItem),
  },
  /** What was done on this machine, whoever did it and under whichever profile. */
  journal: {
    /** One page, ten lines, newest first; the first page is 0. */
    page: call(z.strictObject({ page: PageNumber }), PageOf(JournalRow)),
    open: call(z.strictObject({ line: LineNumber }), JournalEntry),
    state: call(nothing, JournalState),
    /** Follows the whole chain. */
    verify: call(nothing, JournalVerdict),
    /** Opens main's own save dialog. Answers the name of the file, or null when none was chosen. Never replaces a file. */
    export: call(z.strictObject({ format: JournalFormat }), z.strictObject({ name: z.string().max(255) }).nullable()),
  },
  platform: {
    /** How the connection stands; sent whenever it changes. `failure` is null while all is well. */
    connection: event(
      z.strictObject({
        failure: Failure.nullable(),
        lastGoodAt: z.string().nullable(),
        retryAt: z.string().nullable(),
      }),
    ),
  },
});

export type KeydockContract = typeof contract;
