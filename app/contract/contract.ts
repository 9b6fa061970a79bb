import { z } from 'zod';
import { QueueId } from '../platform/queue-ids.ts';
import { Failure } from '../result.ts';
import { AskOutcome, ClientItem, ClientKey, ClientRow, KeyPlace, ProductSecrets } from './client-shapes.ts';
import { AadInput, DecryptBatch, FileDetails } from './decrypt-shapes.ts';
import { call, defineContract, event } from './define.ts';
import { ExpectedOnToken, ExportDraft, ExportsOverview, RecordPage } from './export-shapes.ts';
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
import { LocalId, TokenPage, TokensOverview } from './token-shapes.ts';

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
    /** Whether keys without Ctrl do something (WCAG 2.1.4). */
    setLetterKeys: call(z.strictObject({ isOn: z.boolean() }), done),
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
        command: z.enum([
          'find',
          'jump',
          'refresh',
          'shortcuts',
          'import-profile',
          'account',
          'diagnostics',
          'decrypt',
        ]),
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
    /**
     * Downloads what a finished request made, checked by its digest, with its record beside it (platform-api.md section 5).
     * Main's own dialog asks for the folder. Answers the names of both and the file's id for `decrypt.add`; null: nothing chosen.
     */
    download: call(
      z.strictObject({ id: ItemId }),
      z
        .strictObject({
          name: z.string().max(255),
          /** Empty where the request encrypted nothing. */
          record: z.string().max(255),
          /** Its digest is the one the platform tells; false where that tells none and it was taken as it came. */
          isChecked: z.boolean(),
          fileId: z.string().max(64),
        })
        .nullable(),
    ),
    /** Ends a download that is under way; nothing of it stays. */
    cancelDownload: call(z.strictObject({ id: ItemId }), done),
    /** Sent at most five times a second. `total` is null where the object store does not say. */
    downloading: event(
      z.strictObject({
        id: ItemId,
        done: z.number().int().nonnegative(),
        total: z.number().int().nonnegative().nullable(),
      }),
    ),
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
  /** The PKCS#11 modules and tokens of this machine. Works without a profile. */
  tokens: {
    overview: call(nothing, TokensOverview),
    changed: event(TokensOverview),
    /** Asks in a confirmation window with path, hash and signer; then the module may be loaded. Also for one whose file has changed. */
    allowModule: call(z.strictObject({ module: LocalId }), z.strictObject({ allowed: z.boolean() })),
    /** Opens main's own file dialog, then the same question. */
    addModule: call(nothing, z.strictObject({ allowed: z.boolean() })),
    /** Opens main's own folder dialog for an NSS database, then the same question. */
    addNssDatabase: call(nothing, z.strictObject({ allowed: z.boolean() })),
    /** Ends its process and forgets that it was allowed. */
    forgetModule: call(z.strictObject({ module: LocalId }), done),
    /** Ends every token process and looks again: what a token inserted later needs with some modules. */
    rescan: call(nothing, done),
    open: call(z.strictObject({ token: LocalId }), TokenPage),
    /** Opens the PIN window. Answers whether somebody is logged in afterwards. */
    login: call(z.strictObject({ token: LocalId }), z.strictObject({ isLoggedIn: z.boolean() })),
    /** Ends the token's process, and with it every login of that module. */
    logout: call(z.strictObject({ token: LocalId }), done),
    /** Tries by known answers what the token really does. */
    probe: call(z.strictObject({ token: LocalId }), done),
    /** Asks in a confirmation window first. */
    destroyObject: call(
      z.strictObject({ token: LocalId, object: LocalId }),
      z.strictObject({ destroyed: z.boolean() }),
    ),
  },
  /** Clients of the platform, and the keys they are registered with. */
  clients: {
    page: call(
      z.strictObject({
        page: PageNumber,
        name: Filter,
        state: z.number().int().nullable(),
        product: z.string().max(300),
      }),
      PageOf(ClientRow),
    ),
    open: call(z.strictObject({ id: ItemId }), ClientItem),
    /** Posts a change request after a confirmation; somebody else approves it. */
    retire: call(z.strictObject({ id: ItemId }), AskOutcome),
    /** EC P-256 and RSA keys on the tokens where somebody is logged in, and key files opened in this run. */
    keys: call(nothing, z.array(ClientKey).max(500)),
    /** Makes an EC P-256 key on the token that derives only and never leaves it; asks in a confirmation window first. */
    makeKey: call(z.strictObject({ token: LocalId, label: z.string().trim().min(1).max(100) }), ClientKey.nullable()),
    /** "Opening key in a file": main's own file dialog, and the pass phrase in the PIN window if it is encrypted. */
    chooseKeyFile: call(nothing, ClientKey.nullable()),
    /** Registers the key after a confirmation that shows its fingerprint; `clientUser` is the signed-in identity. */
    register: call(
      z.strictObject({
        key: KeyPlace,
        product: ItemId,
        name: z.string().trim().min(1).max(100),
        description: z.string().trim().max(500),
        clientType: z.enum(['SecurityEngineer', 'ProductionPC']),
      }),
      AskOutcome,
    ),
    /** Fetches and opens the secrets of a ProductionPC's product with its key, after a confirmation. Null: the person said no. */
    secrets: call(z.strictObject({ client: ItemId }), ProductSecrets.nullable()),
    /** Main's own save dialog; the file is made mode 0600 and never replaces one. Answers its name. */
    saveSecrets: call(z.strictObject({ client: ItemId }), z.strictObject({ name: z.string().max(255) }).nullable()),
  },
  /** The export ceremony: product → client key → token → preview → confirm → run → record. */
  exports: {
    overview: call(nothing, ExportsOverview),
    overviewChanged: event(ExportsOverview),
    /** Begins one; with a product when it was chosen elsewhere. */
    begin: call(z.strictObject({ product: ItemId.nullable() }), ExportDraft),
    get: call(z.strictObject({ id: LocalId }), ExportDraft),
    changed: event(ExportDraft),
    chooseProduct: call(z.strictObject({ id: LocalId, product: ItemId }), ExportDraft),
    /** Takes a key; main looks for the client that has it registered for the product. */
    chooseKey: call(z.strictObject({ id: LocalId, key: KeyPlace }), ExportDraft),
    /** Asks the platform again how the client's registration stands. */
    refreshClient: call(z.strictObject({ id: LocalId }), ExportDraft),
    chooseTarget: call(z.strictObject({ id: LocalId, token: LocalId }), ExportDraft),
    /** What the tokens that were tried before would give the keys, before the envelope is fetched. Asks no token. */
    expected: call(z.strictObject({ id: LocalId }), z.array(ExpectedOnToken).max(256)),
    /** Goes back to an earlier step; what came after it is forgotten. */
    back: call(
      z.strictObject({ id: LocalId, step: z.enum(['product', 'client-key', 'token', 'preview']) }),
      ExportDraft,
    ),
    /** Fetches the envelope, opens it on the token and plans every key. Nothing is written. PIN windows open as needed. */
    preview: call(z.strictObject({ id: LocalId }), ExportDraft),
    /**
     * Asks in the confirmation window, then imports key after key. Answers at once when it has begun or was declined;
     * `changed` tells the rest.
     */
    run: call(
      z.strictObject({
        id: LocalId,
        keys: z.array(z.number().int().nonnegative()).min(1).max(1_000),
        /** Import even where the same material is on the target already. */
        allowDuplicates: z.boolean(),
        stopAtFailure: z.boolean(),
      }),
      ExportDraft,
    ),
    /** Ends after the key it is at. */
    cancel: call(z.strictObject({ id: LocalId }), ExportDraft),
    /** Proves an imported AES key by a file of the platform that main's dialog names; the plaintext is thrown away. */
    proveWithFile: call(z.strictObject({ id: LocalId, key: z.number().int().nonnegative() }), ExportDraft),
    /** The same with the newest fitting encrypt request of the product, fetched from the platform. */
    proveWithRequest: call(z.strictObject({ id: LocalId, key: z.number().int().nonnegative() }), ExportDraft),
    /** Closes the run: the record is completed, signed and kept. */
    finish: call(z.strictObject({ id: LocalId }), ExportDraft),
    /**
     * Forgets a draft. What was imported stays, and its record too. Where keys were stored and no record is written yet, the
     * confirmation window asks first.
     */
    discard: call(z.strictObject({ id: LocalId }), done),
    record: call(z.strictObject({ id: LocalId }), RecordPage),
    /** Main's own save dialog. `jws` compact serialisation, `json` the payload, `html` the printable page. */
    saveRecord: call(
      z.strictObject({ id: LocalId, format: z.enum(['jws', 'json', 'html']) }),
      z.strictObject({ name: z.string().max(255) }).nullable(),
    ),
    /** Opens the system's print dialog for the printable page. */
    printRecord: call(z.strictObject({ id: LocalId }), done),
  },
  /** Files decrypted on this machine. Works offline, with nobody signed in and without a profile. */
  decrypt: {
    batch: call(nothing, DecryptBatch),
    /** Sent at most ten times a second. */
    changed: event(DecryptBatch),
    /** Files and folders that were dropped or pasted, by the ids that preload got for them. */
    add: call(z.strictObject({ fileIds: z.array(z.string().max(64)).min(1).max(1_000) }), DecryptBatch),
    /** Main's own file dialog. */
    choose: call(nothing, DecryptBatch),
    details: call(z.strictObject({ id: LocalId }), FileDetails),
    setAad: call(z.strictObject({ ids: z.array(LocalId).max(2_000), aad: AadInput.nullable() }), DecryptBatch),
    setIv: call(z.strictObject({ ids: z.array(LocalId).max(2_000), iv: z.string().max(64).nullable() }), DecryptBatch),
    setFormat: call(
      z.strictObject({ ids: z.array(LocalId).max(2_000), format: z.string().max(64).nullable() }),
      DecryptBatch,
    ),
    /** How `Salted__` files were made, where the person knows: digest, PBKDF2, iterations. */
    setKdf: call(
      z.strictObject({
        ids: z.array(LocalId).max(2_000),
        kdf: z
          .strictObject({
            digest: z.enum(['md5', 'sha1', 'sha256', 'sha384', 'sha512']),
            pbkdf2: z.boolean(),
            rounds: z.number().int().positive().max(100_000_000).nullable(),
          })
          .nullable(),
      }),
      DecryptBatch,
    ),
    /** A record (JSON) chosen in main's dialog for these files. */
    chooseRecord: call(z.strictObject({ ids: z.array(LocalId).max(2_000) }), DecryptBatch),
    /** A separate file with the wrapped key for these files, chosen in main's dialog. */
    chooseEnvelope: call(z.strictObject({ ids: z.array(LocalId).max(2_000) }), DecryptBatch),
    /** A key file (grade C), chosen in main's dialog; an encrypted one asks for its pass phrase in the PIN window. */
    chooseKeyFile: call(z.strictObject({ ids: z.array(LocalId).max(2_000) }), DecryptBatch),
    /** A token; the PIN window opens if needed. Its fitting keys are offered, and tried where that is cheap. */
    useToken: call(z.strictObject({ ids: z.array(LocalId).max(2_000), token: LocalId }), DecryptBatch),
    setKey: call(z.strictObject({ ids: z.array(LocalId).max(2_000), key: LocalId }), DecryptBatch),
    /** Moves a key file onto a token, after a confirmation; the file itself is left to the person. */
    moveKey: call(z.strictObject({ key: LocalId, token: LocalId }), z.strictObject({ moved: z.boolean() })),
    chooseFolder: call(nothing, DecryptBatch),
    /** Results go beside each file again. */
    forgetFolder: call(nothing, DecryptBatch),
    setOverwrite: call(z.strictObject({ overwrite: z.boolean() }), DecryptBatch),
    start: call(z.strictObject({ ids: z.array(LocalId).max(2_000) }), DecryptBatch),
    control: call(
      z.strictObject({
        ids: z.array(LocalId).max(2_000),
        action: z.enum(['pause', 'resume', 'cancel', 'retry', 'remove']),
      }),
      DecryptBatch,
    ),
    /** Opens the folder with the result selected. */
    reveal: call(z.strictObject({ id: LocalId }), done),
    /** What was done with this file, as JSON, by main's own save dialog. Answers the file's name. */
    saveRecord: call(z.strictObject({ id: LocalId }), z.strictObject({ name: z.string().max(255) }).nullable()),
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
