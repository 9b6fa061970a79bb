import { z } from 'zod';
import { FactGroups } from '../../app/facts.ts';
import { actKinds } from '../../app/journal-act-words.ts';
import type { Journal } from '../journal/journal.ts';
import { pinnedSerialLabel, thumbprintLabel } from './record-key.ts';

/** What the journal of this machine says about records. */
export interface Pins {
  /** When the thumbprint was pinned for the token of this serial number, ISO 8601; undefined where it was not. */
  pinnedAt(kid: string, serial: string): Promise<string | undefined>;
  /** Number of the journal's entry that holds the digest of a record; undefined where none does. */
  entryOf(sha256: string): Promise<number | undefined>;
  /** Something was written into the journal: it is read anew when next asked. */
  forget(): void;
}

const PinLine = z.object({
  kind: z.literal(actKinds.note),
  act: z.literal('record-key.pin'),
  at: z.string(),
  facts: z.object({ groups: FactGroups }),
});
const RecordLine = z.object({
  kind: z.literal(actKinds.outcome),
  act: z.literal('export.record'),
  seq: z.number(),
  sha256: z.string(),
});

export function readPins(journal: Pick<Journal, 'read'>): Pins {
  interface Found {
    readonly pins: ReadonlyMap<string, string>;
    readonly records: ReadonlyMap<string, number>;
  }
  let found: Promise<Found> | null = null;
  async function read(): Promise<Found> {
    const pins = new Map<string, string>();
    const records = new Map<string, number>();
    // Newest first: the oldest line of each is the one that counts, so it is written last.
    for (const line of await journal.read(Number.MAX_SAFE_INTEGER)) {
      const pin = PinLine.safeParse(line);
      if (pin.success) for (const pinned of pinsIn(pin.data)) pins.set(pinned, pin.data.at);
      const record = RecordLine.safeParse(line);
      if (record.success) records.set(record.data.sha256, record.data.seq);
    }
    return { pins, records };
  }
  const known = (): Promise<Found> => {
    found ??= read();
    return found;
  };
  return {
    pinnedAt: async (kid, serial) => (await known()).pins.get(pinOf(kid, serial)),
    entryOf: async (sha256) => (await known()).records.get(sha256),
    forget: () => {
      found = null;
    },
  };
}

function pinOf(kid: string, serial: string): string {
  return JSON.stringify([kid, serial]);
}

function pinsIn({ facts }: z.output<typeof PinLine>): string[] {
  return facts.groups.flatMap((group) => {
    const said = (wanted: string): string | undefined => {
      const found = group.facts.find(({ label }) => label === wanted)?.value;
      return found?.kind === 'mono' ? found.text : undefined;
    };
    const [kid, serial] = [said(thumbprintLabel), said(pinnedSerialLabel)];
    return kid === undefined || serial === undefined ? [] : [pinOf(kid, serial)];
  });
}
