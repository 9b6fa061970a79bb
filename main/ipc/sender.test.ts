import { expect, test } from 'vitest';
import { isOurSender, type SenderFacts } from './sender.ts';

const origin = 'keydock://app';
const sender = { id: 7, isDestroyed: () => false };
const frame = { url: 'keydock://app/#/approvals', origin, parent: null };
const event = (changed: Partial<SenderFacts>): SenderFacts => ({ sender, senderFrame: frame, ...changed });
const isOurWindow = (id: number): boolean => id === 7;

test('the main frame of our page in our window is ours', () => {
  expect(isOurSender(event({}), origin, isOurWindow)).toBe(true);
});

test.each<[string, SenderFacts]>([
  ['a frame that has gone', event({ senderFrame: null })],
  ['another window', event({ sender: { ...sender, id: 8 } })],
  ['a window that has gone', event({ sender: { ...sender, isDestroyed: () => true } })],
  ['a frame inside the page', event({ senderFrame: { ...frame, parent: frame } })],
  [
    'the confirmation page',
    event({ senderFrame: { ...frame, url: 'keydock://confirm/', origin: 'keydock://confirm' } }),
  ],
  ['an empty address', event({ senderFrame: { ...frame, url: '' } })],
  ['about:blank that inherited our origin', event({ senderFrame: { ...frame, url: 'about:blank' } })],
  ['an opaque origin', event({ senderFrame: { ...frame, origin: 'null' } })],
  [
    'a host that begins like ours',
    event({ senderFrame: { ...frame, url: 'keydock://app.evil/', origin: 'keydock://app.evil' } }),
  ],
  ['another scheme', event({ senderFrame: { ...frame, url: 'https://app/', origin: 'https://app' } })],
  ['a port', event({ senderFrame: { ...frame, url: 'keydock://app:1/', origin } })],
])('%s is refused', (_what, facts) => {
  expect(isOurSender(facts, origin, isOurWindow)).toBe(false);
});
