import type { Failure } from '../../app/result.ts';
import type { KeptDraft } from './drafts.ts';
import type { Preview } from './preview.ts';
import type { AuditFinding } from './record.ts';

/** An export that is open in this run of the app: what is kept of it, and what is in memory only. */
export interface LiveExport {
  kept: KeptDraft;
  preview: Preview | null;
  failure: Failure | null;
  /** What is being done now, in words without a full stop. */
  doing: string | null;
  isCancelled: boolean;
  /** Keys are being written; settles when that has ended, whatever came of it. */
  running: Promise<void> | null;
  /** The search for the platform's audit line, which runs beside everything else. */
  audit: Promise<AuditFinding> | null;
}
