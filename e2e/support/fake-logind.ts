import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';

/** What the fake can be told to say; each is a signal that the real one sends. */
export type LogindWord = 'lock' | 'unlock' | 'locked-hint' | 'unlocked-hint' | 'sleep' | 'wake';

/** A system bus of a test's own, with a program on it that bears systemd-logind's name. */
export interface FakeLogind {
  readonly env: { readonly DBUS_SYSTEM_BUS_ADDRESS: string };
  say(word: LogindWord): Promise<void>;
  close(): void;
}

const policy = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=SOCKET</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/></policy>
</busconfig>`;

export async function fakeLogind(): Promise<FakeLogind> {
  const folder = mkdtempSync(path.join(tmpdir(), 'keydock-bus-'));
  const socket = path.join(folder, 'bus');
  const config = path.join(folder, 'bus.conf');
  writeFileSync(config, policy.replace('SOCKET', socket));
  const bus = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await nextLine(linesOf(bus));
  const address = `unix:path=${socket}`;
  const logind = spawn('/usr/bin/python3', [path.join(import.meta.dirname, 'fake-logind.py'), address], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = linesOf(logind);
  const close = (): void => {
    logind.kill();
    bus.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  await nextLine(lines).catch((error: unknown) => {
    close();
    throw error;
  });
  return {
    env: { DBUS_SYSTEM_BUS_ADDRESS: address },
    async say(word) {
      const said = nextLine(lines);
      logind.stdin.write(`${word}\n`);
      await said;
    },
    close,
  };
}

function linesOf(child: ChildProcess): Interface {
  if (child.stdout === null) throw new Error('it was started with a pipe');
  return createInterface({ input: child.stdout });
}

function nextLine(lines: Interface): Promise<string> {
  return new Promise((resolve, reject) => {
    lines.once('line', resolve);
    lines.once('close', () => reject(new Error('the program ended')));
  });
}
