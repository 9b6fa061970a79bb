import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { connect } from 'node:tls';
import { calculateJwkThumbprint, compactVerify, EmbeddedJWK } from 'jose';
import { Engineer } from '../support/engineer.ts';
import { expect, test } from '../support/test.ts';
import { softHsm } from '../support/tokens.ts';

// A real token that syncs to disk, several processes and windows: slow on a busy machine.
test.setTimeout(180_000);

test('the record names the certificate that the platform really showed, and verifies without Keydock', async ({
  launch,
  practice,
}) => {
  const tokens = softHsm('Line 3');
  const keydock = await launch({ profile: practice.profile, env: tokens.env });
  const elin = new Engineer(keydock, practice);
  await elin.signIn();
  await elin.tokens.goTo();
  await elin.tokens.use('SoftHSM 2');
  await elin.getsClient('Gateway G2', tokens, 'SECENG-G2-RECORD');
  await elin.wizard.chooseTarget('Line 3');
  await elin.wizard.preview();
  await elin.wizard.run();
  await elin.wizard.finish();
  await keydock.close();

  const folder = path.join(keydock.userData, 'exports', 'records');
  const [name = ''] = await readdir(folder);
  expect(name).toMatch(/\.jws$/);
  const jws = await readFile(path.join(folder, name), 'utf8');
  const { payload, protectedHeader } = await compactVerify(jws, EmbeddedJWK);
  expect(protectedHeader.kid).toBe(await calculateJwkThumbprint(protectedHeader.jwk ?? { kty: 'none' }));
  const record: unknown = JSON.parse(Buffer.from(payload).toString());
  expect(record).toMatchObject({
    source: { host: new URL(practice.apiUrl).host, certificateSha256: await certificateAt(practice.apiUrl) },
    target: { label: 'Line 3', kind: 'software' },
    audit: { kind: expect.stringMatching(/matched|not-allowed/) },
  });
  const journal = await readFile(path.join(keydock.userData, 'journal', 'journal.jsonl'), 'utf8');
  expect(journal).toContain(protectedHeader.kid ?? 'no kid');
  tokens.remove();
});

/** SHA-256 of the certificate that a server shows to anybody. */
function certificateAt(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(
      { host: hostname, port: Number(port), servername: hostname, rejectUnauthorized: false },
      () => {
        resolve(socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase());
        socket.destroy();
      },
    );
    socket.on('error', reject);
  });
}
