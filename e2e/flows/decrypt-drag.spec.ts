import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { EncryptedFiles } from '../support/encrypted-files.ts';
import { DecryptPage } from '../support/pages/decrypt.ts';
import { dragFromAnotherProgram } from '../support/real-drag.ts';
import { expect, test } from '../support/test.ts';

test('files and a folder that are dragged from another program arrive, odd names too', async ({ launch }) => {
  const files = new EncryptedFiles();
  const folder = path.join(files.folder, 'a folder');
  mkdirSync(folder);
  files.gcm('a folder/inside.bin.enc', 'inside');
  const dragged = [files.gcm('firmware é 100%.bin.enc', 'odd'), files.gcm('plain.bin.enc', 'plain'), folder];
  const keydock = await launch();
  const page = new DecryptPage(keydock);
  const rail = await page.window.getByRole('navigation').first().boundingBox();
  await dragFromAnotherProgram(keydock, dragged, { x: (rail?.x ?? 0) + 60, y: (rail?.y ?? 0) + 300 });
  for (const name of ['firmware é 100%.bin.enc', 'plain.bin.enc', 'inside.bin.enc'])
    await expect(page.row(name)).toContainText('Platform AES-GCM');
});
