import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { electronBinary } from '../support/launch.ts';
import { expect, test } from '../support/test.ts';

const checkout = path.resolve(import.meta.dirname, '../..');

for (const name of ['--no-sandbox', '--disable-seccomp-filter-sandbox']) {
  test(`with ${name} there is no start`, async () => {
    const userData = mkdtempSync(path.join(tmpdir(), 'keydock-data-'));
    const child = spawn(electronBinary(), [checkout, `--user-data-dir=${userData}`, name], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const limit = setTimeout(() => child.kill('SIGKILL'), 15_000);
    const [code] = await once(child, 'exit');
    clearTimeout(limit);
    expect(code).toBe(1);
    expect(said).toContain(`Keydock does not start with ${name}`);
    // Nothing of it ever ran.
    expect(existsSync(path.join(userData, 'logs'))).toBe(false);
  });
}
