/** The people of Northwind Devices, and the groups that decide what they may do. */

/** Directory groups by id. No group holds both the writer and an approver. */
export const groups = {
  firmwareWriters: { id: '5d0c2f0e-7a51-4f0c-9a83-0a1c6e1b7d01', name: 'Firmware writers' },
  productOwners: { id: '5d0c2f0e-7a51-4f0c-9a83-0a1c6e1b7d02', name: 'Product owners' },
  buildServices: { id: '5d0c2f0e-7a51-4f0c-9a83-0a1c6e1b7d03', name: 'Build services' },
  releaseApprovers: { id: '5d0c2f0e-7a51-4f0c-9a83-0a1c6e1b7d04', name: 'Release approvers' },
  productApprovers: { id: '5d0c2f0e-7a51-4f0c-9a83-0a1c6e1b7d05', name: 'Product approvers' },
  clientApprovers: { id: '5d0c2f0e-7a51-4f0c-9a83-0a1c6e1b7d06', name: 'Client approvers' },
  productAuditors: { id: '5d0c2f0e-7a51-4f0c-9a83-0a1c6e1b7d07', name: 'Product auditors' },
  securityEngineers: { id: '5d0c2f0e-7a51-4f0c-9a83-0a1c6e1b7d08', name: 'Security engineers' },
  fieldAnalysts: { id: '5d0c2f0e-7a51-4f0c-9a83-0a1c6e1b7d09', name: 'Field analysts' },
} as const;

/** One who can sign in. The password is part of the practice, not a secret. */
export interface Person {
  readonly name: string;
  readonly username: string;
  readonly password: string;
  readonly oid: string;
  readonly groups: readonly string[];
  readonly role: string;
}

export const people = {
  mikael: {
    name: 'Mikael Berg',
    username: 'mikael.berg@northwind.example',
    password: 'practice-mikael',
    oid: '8a3f6d10-2c44-4b8e-9f61-6f1a52c0e001',
    groups: [groups.firmwareWriters.id, groups.productOwners.id],
    role: 'writer',
  },
  anna: {
    name: 'Anna Lind',
    username: 'anna.lind@northwind.example',
    password: 'practice-anna',
    oid: '8a3f6d10-2c44-4b8e-9f61-6f1a52c0e002',
    groups: [groups.releaseApprovers.id, groups.productApprovers.id, groups.clientApprovers.id],
    role: 'approver',
  },
  jonas: {
    name: 'Jonas Ek',
    username: 'jonas.ek@northwind.example',
    password: 'practice-jonas',
    oid: '8a3f6d10-2c44-4b8e-9f61-6f1a52c0e003',
    groups: [
      groups.releaseApprovers.id,
      groups.productApprovers.id,
      groups.clientApprovers.id,
      groups.productAuditors.id,
    ],
    role: 'approver who may read products',
  },
  sara: {
    name: 'Sara Holm',
    username: 'sara.holm@northwind.example',
    password: 'practice-sara',
    oid: '8a3f6d10-2c44-4b8e-9f61-6f1a52c0e004',
    groups: [groups.securityEngineers.id],
    role: 'security engineer',
  },
  elin: {
    name: 'Elin Norén',
    username: 'elin.noren@northwind.example',
    password: 'practice-elin',
    oid: '8a3f6d10-2c44-4b8e-9f61-6f1a52c0e007',
    groups: [groups.securityEngineers.id, groups.productAuditors.id],
    role: 'security engineer who may read products',
  },
  leila: {
    name: 'Leila Nassar',
    username: 'leila.nassar@northwind.example',
    password: 'practice-leila',
    oid: '8a3f6d10-2c44-4b8e-9f61-6f1a52c0e005',
    groups: [groups.fieldAnalysts.id],
    role: 'analyst',
  },
  otto: {
    name: 'Otto Sand',
    username: 'otto.sand@northwind.example',
    password: 'practice-otto',
    oid: '8a3f6d10-2c44-4b8e-9f61-6f1a52c0e006',
    groups: [],
    role: 'none',
  },
} as const satisfies Record<string, Person>;

/** Colleagues who have asked for things and never sign in here. Identity and name. */
export const colleagues = {
  juha: { identity: 'oid:8a3f6d10-2c44-4b8e-9f61-6f1a52c0e011', name: 'Juha Virta' },
  priya: { identity: 'oid:8a3f6d10-2c44-4b8e-9f61-6f1a52c0e012', name: 'Priya Raman' },
  tomas: { identity: 'oid:8a3f6d10-2c44-4b8e-9f61-6f1a52c0e013', name: 'Tomáš Dvořák' },
  ines: { identity: 'oid:8a3f6d10-2c44-4b8e-9f61-6f1a52c0e014', name: 'Inês Carvalho' },
  build: { identity: 'appid:8a3f6d10-2c44-4b8e-9f61-6f1a52c0e015', name: 'build service' },
} as const;

/** The identity of a person, as the platform writes it. */
export function identityOf(person: Pick<Person, 'oid'>): string {
  return `oid:${person.oid}`;
}

/** Names for ids, as a company would hand them out with its profile. Lower-case ids without their prefix. */
export function directory(): { people: Record<string, string>; groups: Record<string, string> } {
  return {
    people: Object.fromEntries([
      ...Object.values(people).map(({ oid, name }) => [oid, name]),
      ...Object.values(colleagues).map(({ identity, name }) => [identity.slice(identity.indexOf(':') + 1), name]),
    ]),
    groups: Object.fromEntries(Object.values(groups).map(({ id, name }) => [id, name])),
  };
}
