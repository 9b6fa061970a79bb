/** What a registered client of one type receives from then on, without anybody being asked again. */
export interface ClientType {
  /** After "as": "a security engineer". */
  readonly words: string;
  /** `keys`: the product's extractable keys, wrapped to it. `secrets`: its configuration items. @see platform-api.md section 6 */
  readonly receives: 'keys' | 'secrets' | 'certificates' | 'unknown';
}

/** A row per client type. Those without one are `unknown`, which warns. */
export const clientTypes = {
  SecurityEngineer: { words: 'a security engineer', receives: 'keys' },
  ProductionPC: { words: 'a production PC', receives: 'secrets' },
  IssueDeviceCertificate: { words: 'a client that issues device certificates', receives: 'certificates' },
  IssueDeviceCertificateCA: { words: 'a client that issues device certificates', receives: 'certificates' },
  ESTIssueDeviceCertificate: { words: 'a client that issues device certificates over EST', receives: 'certificates' },
  ESTIssueDeviceCertificateCA: { words: 'a client that issues device certificates over EST', receives: 'certificates' },
  IssueCertificate: { words: 'a client that issues certificates', receives: 'certificates' },
  IssueCertificateCA: { words: 'a client that issues certificates', receives: 'certificates' },
  ESTIssueCertificate: { words: 'a client that issues certificates over EST', receives: 'certificates' },
  ESTIssueCertificateCA: { words: 'a client that issues certificates over EST', receives: 'certificates' },
} as const satisfies Record<string, ClientType>;

const rows: ReadonlyMap<string, ClientType> = new Map(Object.entries(clientTypes));

/** The row of a client type, as the platform spells it. */
export function clientTypeOf(type: string): ClientType {
  return (
    rows.get(type) ?? { words: type === '' ? 'a client of unknown type' : `a ${type} client`, receives: 'unknown' }
  );
}
