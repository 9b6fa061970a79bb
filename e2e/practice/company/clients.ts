import { generateKeyPairSync } from 'node:crypto';
import { stateValue } from '../../../app/platform/states.ts';
import { idFor } from '../platform/ids.ts';
import type { ClientRecord } from '../platform/records.ts';
import { colleagues, identityOf, people } from './people.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** The registered clients of the company, oldest first. Nobody holds their private keys. */
export function companyClients(now: number): ClientRecord[] {
  const gateway = idFor('product:Gateway G2');
  const sara = identityOf(people.sara);
  return [
    client('SECENG-G2-LINE1', 'SecurityEngineer', sara, now - 400 * day, stateValue.NotActive),
    client('SECENG-G2-LINE2', 'SecurityEngineer', sara, now - 90 * day, stateValue.Ready),
    client('PROD-PC-TAMPERE-1', 'ProductionPC', colleagues.juha.identity, now - 60 * day, stateValue.Ready),
    client('PROD-PC-TAMPERE-2', 'ProductionPC', colleagues.juha.identity, now - day, stateValue.ApprovalRequired),
    client('SECENG-G2-LINE3', 'SecurityEngineer', sara, now - hour, stateValue.ApprovalRequired),
  ];

  function client(
    name: string,
    clientType: 'SecurityEngineer' | 'ProductionPC',
    clientUser: string,
    createdAt: number,
    state: number,
  ): ClientRecord {
    return {
      id: idFor(`client:${name}`),
      name,
      description: clientType === 'SecurityEngineer' ? 'Laptop of the line engineer' : 'Programming station',
      idProduct: gateway,
      clientType,
      clientUser,
      createdAt,
      state,
      encryptionPublicKey: freshPublicKey(),
      encryptionCertificate: null,
      clientCertificate: null,
    };
  }
}

/** Base64 of the PEM text of a new EC P-256 key. */
function freshPublicKey(): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })).toString('base64');
}
