import { type Keydock, type LaunchOptions, launchKeydock } from './launch.ts';
import { type Nobody, startNobody } from './nobody.ts';
import { expect, test } from './test.ts';
import { windowCount } from './windows.ts';

/** Where the rows reach for. */
interface Target {
  readonly http: string;
  readonly ws: string;
  readonly host: string;
}

/**
 * What a hostile script in the page could try. It is sent to the page as text, runs there and answers in words; what it
 * must answer stands beside it.
 */
export type Row = readonly [what: string, attempt: (target: Target) => unknown, answer: string | RegExp];

/** The real window, with the settings users have, and somebody on the network who must not be reached. */
export interface HostilePage {
  readonly keydock: Keydock;
  readonly nobody: Nobody;
  /** Runs one row as if a person had just clicked: many powers ask for no less. */
  attempt(row: Row): Promise<void>;
}

/**
 * Starts one app for all tests of the file that calls this. After each of them nobody has been reached, there is one
 * window, and it shows our page.
 */
export function hostilePage(options: LaunchOptions = {}): HostilePage {
  let keydock: Keydock;
  let nobody: Nobody;

  test.beforeAll(async () => {
    nobody = await startNobody();
    keydock = await launchKeydock(options);
  });
  test.afterAll(async () => {
    await keydock.close();
    await nobody.close();
  });

  test.afterEach(async () => {
    // A moment for what would have been sent behind the answer's back.
    await keydock.window.waitForTimeout(50);
    expect(nobody.visits(), 'nobody was reached').toBe(0);
    expect(await windowCount(keydock)).toBe(1);
    await keydock.window.waitForURL(/^keydock:\/\/app\/(?:#.*)?$/, { waitUntil: 'load' });
    // The policy's own complaints about these attempts are what is wanted here.
    keydock.complaints.length = 0;
  });

  return {
    get keydock() {
      return keydock;
    },
    get nobody() {
      return nobody;
    },
    async attempt([, run, answer]) {
      const session = await keydock.window.context().newCDPSession(keydock.window);
      const { http, ws, host } = nobody;
      const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
        expression: `(async () => {
          const pending = new Promise((resolve) => setTimeout(() => resolve('pending'), 3000));
          try { return String(await Promise.race([(${run.toString()})(${JSON.stringify({ http, ws, host })}), pending])); }
          catch (error) { return 'threw ' + (error?.name ?? typeof error); }
        })()`,
        awaitPromise: true,
        returnByValue: true,
        userGesture: true,
        // The tools' own right to evaluate must not stand in for the page's.
        allowUnsafeEvalBlockedByCSP: false,
      });
      await session.detach();
      expect(exceptionDetails).toBeUndefined();
      expect(result.value).toMatch(typeof answer === 'string' ? new RegExp(`^${answer}$`) : answer);
    },
  };
}
