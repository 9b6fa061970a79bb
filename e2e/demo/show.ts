// The demo on a screen: practice company, tokens, card, Keydock. Ends when Keydock's window is closed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { startPractice } from '../practice/world.ts';
import { placeProfile } from '../support/profile.ts';
import { demoTokens } from './tokens.ts';

const checkout = path.resolve(import.meta.dirname, '../..');
const home = process.env['HOME'] ?? '';
const userData = path.join(home, 'keydock');
const browser = path.join(checkout, 'scripts', 'demo-browser');
const electron = path.join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '', 'electron');

const practice = await startPractice();
const tokens = demoTokens(userData);
try {
  placeProfile(userData, practice.profile);
  const people = practice.users.map(({ role, user, password }) => ({ role, user, password }));
  console.log('\nSign in to Keydock as one of these people:\n');
  for (const { role, user, password } of people) console.log(`  ${role.padEnd(34)}${user.padEnd(36)}${password}`);
  console.log('\nTokens, and their PINs:\n');
  for (const { token, use, pin } of tokens.card) console.log(`  ${token.padEnd(34)}${use.padEnd(36)}${pin}`);
  console.log('\nClose the Keydock window, or press Ctrl-C, to end the demo.\n');

  const env = {
    ...process.env,
    ...tokens.env,
    PATH: `${browser}:${process.env['PATH']}`,
    KEYDOCK_PRACTICE_CA: practice.caFile,
  };
  const start = (args: readonly string[]): ChildProcess => spawn(electron, args, { env, stdio: 'ignore' });
  const text = JSON.stringify({ people, tokens: tokens.card });
  const card = start([browser, `--user-data-dir=${path.join(home, 'card')}`, `--card=${text}`]);
  const keydock = start([checkout, `--user-data-dir=${userData}`]);
  process.on('SIGTERM', () => keydock.kill('SIGTERM')).on('SIGINT', () => keydock.kill('SIGTERM'));
  await once(keydock, 'exit');
  card.kill('SIGTERM');
} finally {
  tokens.remove();
  await practice.close();
}
