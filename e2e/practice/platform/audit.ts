import { createWriteStream, type WriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** The fields of a line that differ from call to call. @see platform-api.md section 7 */
export interface AuditFacts {
  readonly auditEventType: string;
  readonly originalID?: string;
  readonly status?: string;
  readonly approverID?: string;
  readonly requestorID?: string;
  readonly productID?: string;
  readonly productName?: string;
  readonly productOperationID?: string;
  readonly productOperationType?: string;
  readonly productOperationName?: string;
  readonly operationStartedAt?: string;
  readonly operationUpdatedAt?: string;
  readonly originalSHA256?: string;
  readonly modifiedSHA256?: string;
  readonly 'X-Request-Id'?: string;
}

/** The platform's trail: one JSON line for each call. */
export interface Audit {
  write(facts: AuditFacts): void;
  /** Lines between two times, oldest first, each ending in a line feed. */
  between(start: number, end: number): readonly string[];
  close(): Promise<void>;
}

/** How many lines are kept in memory for trails; the file keeps them all. */
const keptLines = 50_000;

/** @param path the file that is added to; lines of an earlier run are read back */
export async function openAudit(path: string): Promise<Audit> {
  const earlier = await readFile(path, 'utf8').catch(() => '');
  const lines: { time: number; line: string }[] = [];
  for (const line of earlier.split('\n')) {
    if (line.length > 0) lines.push({ time: timeOf(line), line: `${line}\n` });
  }
  const file: WriteStream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  return {
    write(facts) {
      const now = new Date();
      const time = now.toISOString();
      const line = `${JSON.stringify({ audit: 'events', orgHost: 'localhost', level: 'info', eventTime: time, ts: time, ...facts })}\n`;
      lines.push({ time: now.getTime(), line });
      if (lines.length > keptLines * 2) lines.splice(0, lines.length - keptLines);
      file.write(line);
    },
    between: (start, end) => lines.filter(({ time }) => time >= start && time <= end).map(({ line }) => line),
    close: () => new Promise((resolve) => file.end(resolve)),
  };
}

function timeOf(line: string): number {
  const time = /"eventTime":"([^"]+)"/.exec(line)?.[1];
  return time === undefined ? 0 : Date.parse(time);
}
