import type { DbusMessage } from './dbus-message.ts';
import { listenToBus } from './dbus-signals.ts';

/** What a signal means for whoever is logged in somewhere. */
export type LockReason = 'screen-locked' | 'suspend';

/** One signal that says so, and on which bus it comes. */
interface LockSignal {
  readonly on: 'system' | 'session';
  readonly rule: string;
  readonly reason: LockReason;
  readonly matches: (signal: DbusMessage) => boolean;
}

const login1 = 'org.freedesktop.login1';

/** Screen savers that tell of themselves on the session's bus, one row each; desktops without logind's hint need them. */
const savers = ['org.freedesktop', 'org.gnome', 'org.cinnamon', 'org.mate', 'org.xfce'] as const;

const signals: readonly LockSignal[] = [
  {
    // `loginctl lock-session`, lid and idle actions: logind asks the desktop to lock.
    on: 'system',
    rule: `type='signal',sender='${login1}',interface='${login1}.Session',member='Lock'`,
    reason: 'screen-locked',
    matches: (signal) => signal.interface === `${login1}.Session` && signal.member === 'Lock',
  },
  {
    // The desktop has locked and says so: GNOME, KDE Plasma and others set this hint.
    on: 'system',
    rule: `type='signal',sender='${login1}',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',arg0='${login1}.Session'`,
    reason: 'screen-locked',
    matches: (signal) =>
      signal.member === 'PropertiesChanged' &&
      signal.body[0] === `${login1}.Session` &&
      Array.isArray(signal.body[1]) &&
      signal.body[1].some((entry) => Array.isArray(entry) && entry[0] === 'LockedHint' && entry[1] === true),
  },
  {
    on: 'system',
    rule: `type='signal',sender='${login1}',interface='${login1}.Manager',member='PrepareForSleep'`,
    reason: 'suspend',
    matches: (signal) => signal.member === 'PrepareForSleep' && signal.body[0] === true,
  },
  ...savers.map(
    (family): LockSignal => ({
      on: 'session',
      rule: `type='signal',interface='${family}.ScreenSaver',member='ActiveChanged'`,
      reason: 'screen-locked',
      matches: (signal) =>
        signal.interface === `${family}.ScreenSaver` && signal.member === 'ActiveChanged' && signal.body[0] === true,
    }),
  ),
];

/** A bus that went away is tried again after this long, in ms. */
const retryMs = 15_000;

/**
 * Electron tells of a locked screen on macOS and Windows only, so on Linux the buses are listened to. Another person's
 * session counts too when it locks: on a machine that several share, ours had better be locked once too often.
 * @returns the way to stop
 * @see docs/decisions/0015-screen-lock-on-linux.md
 */
export function watchLinuxLock(env: NodeJS.ProcessEnv, onLock: (reason: LockReason) => void): () => void {
  const addresses = {
    system: env['DBUS_SYSTEM_BUS_ADDRESS'] ?? 'unix:path=/run/dbus/system_bus_socket',
    session: env['DBUS_SESSION_BUS_ADDRESS'] ?? '',
  } as const;
  const stops = (['system', 'session'] as const).map((on) => {
    const wanted = signals.filter((signal) => signal.on === on);
    const hear = (message: DbusMessage): void => {
      const found = wanted.find(({ matches }) => matches(message));
      if (found !== undefined) onLock(found.reason);
    };
    return keepListening(
      addresses[on],
      wanted.map(({ rule }) => rule),
      hear,
    );
  });
  return () => {
    for (const stop of stops) stop();
  };
}

function keepListening(address: string, rules: readonly string[], hear: (signal: DbusMessage) => void): () => void {
  let isStopped = false;
  let stop: () => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const start = (): void => {
    stop = listenToBus(address, rules, hear, () => {
      if (!isStopped) timer = setTimeout(start, retryMs).unref();
    });
  };
  start();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    stop();
  };
}
