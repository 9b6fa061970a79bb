import { createDecipheriv, createPrivateKey, createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseEcdhDataKey, parseEsdkHeader } from '../../app/formats/esdk.ts';
import { esdkMessage, keyAgreement } from './esdk-writer.ts';
import { vector } from './parser-cases.ts';

// What the soak makes of 5 GiB is worth as much as this writer is.
test('of the parts of a message the writer makes the very bytes that the SDK made', () => {
  const name = 'aws-ecdh/raw-p256-static-0478-frame4096';
  const message = Buffer.from(vector(`${name}.esdk`));
  const plaintext = vector(`${name}.plain`);
  const header = parseEsdkHeader(message);
  const encrypted = parseEcdhDataKey(header.dataKeys[0]!)!;
  const sender = createPrivateKey(Buffer.from(vector(`${name}.alice.pem`)));
  const recipient = createPublicKey(Buffer.from(vector(`${name}.bob.pem`)));
  const bound = { sender, recipient, salt: Buffer.from(encrypted.salt), context: Buffer.from(header.contextOctets) };
  const { wrappingKey, fixedInfo } = keyAgreement(bound);
  const decipher = createDecipheriv('aes-256-gcm', wrappingKey, Buffer.alloc(12)).setAAD(fixedInfo);
  decipher.setAuthTag(encrypted.tag);
  const dataKey = Buffer.concat([decipher.update(encrypted.wrapped), decipher.final()]);
  const { frameLength } = header;
  const written = esdkMessage({ ...bound, messageId: Buffer.from(header.messageId), dataKey, frameLength }, plaintext);
  expect(written.equals(message)).toBe(true);
});
