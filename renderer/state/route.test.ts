import { expect, test } from 'vitest';
import { hashOf, home, parseRoute, type Route } from './route.ts';

const filter = { name: '', state: null };

test.each<[string, Route]>([
  ['#/approvals', home],
  ['#/clients', { screen: 'clients', filter: { name: '', state: null }, open: null }],
  ['#/clients/!register', { screen: 'clients', filter: { name: '', state: null }, open: { kind: 'register' } }],
  [
    '#/clients/c-1?name=SECENG&state=16',
    { screen: 'clients', filter: { name: 'SECENG', state: 16 }, open: { kind: 'client', id: 'c-1' } },
  ],
  ['#/approvals?queue=clients', { screen: 'approvals', queue: 'clients', item: null }],
  ['#/approvals/imagesignigs/a1', { screen: 'approvals', queue: null, item: { queue: 'imagesignigs', id: 'a1' } }],
  ['#/requests', { screen: 'requests', filter, id: null }],
  ['#/requests/r-1?name=firm+ware&state=2', { screen: 'requests', filter: { name: 'firm ware', state: 2 }, id: 'r-1' }],
  ['#/products?type=CA', { screen: 'products', filter: { ...filter, type: 'CA' }, id: null }],
  ['#/decrypt', { screen: 'decrypt', file: null }],
  ['#/decrypt/file_1234-x', { screen: 'decrypt', file: 'file_1234-x' }],
  ['#/tokens', { screen: 'tokens', open: null }],
  ['#/tokens/kd_token-1', { screen: 'tokens', open: 'kd_token-1' }],
  ['#/export', { screen: 'export', open: null }],
  ['#/export/draft/draft-12_x', { screen: 'export', open: { kind: 'draft', id: 'draft-12_x' } }],
  ['#/export/record/record-7', { screen: 'export', open: { kind: 'record', id: 'record-7' } }],
  ['#/journal', { screen: 'journal', open: null }],
  ['#/journal/12', { screen: 'journal', open: 12 }],
  ['#/journal/chain', { screen: 'journal', open: 'chain' }],
  ['#/account', { screen: 'account' }],
  ['#/profiles', { screen: 'profiles' }],
])('%s is read and written the same', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
  expect(hashOf(route)).toBe(hash);
});

test.each(['', '#', '#/', '#/nowhere', '#/%E0%A4%A', 'javascript:alert(1)', '#//evil.example'])(
  'the hash "%s" leads home',
  (hash) => expect(parseRoute(hash)).toEqual(home),
);

test.each([
  ['#/requests?state=-1', null],
  ['#/requests?state=2e9', null],
  ['#/requests?state=99999999999', null],
  ['#/products?type=Nuclear', null],
])('%s: a filter that does not exist is none', (hash) => {
  const route = parseRoute(hash);
  expect('filter' in route && Object.values(route.filter).filter(Boolean)).toEqual([]);
});

test('an id with odd characters comes back as it went', () => {
  const route: Route = { screen: 'requests', filter, id: 'a/b?c#d%20é' };
  expect(parseRoute(hashOf(route))).toEqual(route);
});
