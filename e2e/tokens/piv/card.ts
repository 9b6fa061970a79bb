import 'reflect-metadata';
import {
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } from '@peculiar/x509';
import { parseTlv, tlv } from './ber.ts';

/**
 * A PIV card in software: as much of NIST SP 800-73-4 part 2 as a PKCS#11 module needs to find a P-256 key in slot 9D (key
 * management), check a PIN and agree on a secret. It models the protocol, not any card's timing or quirks.
 */
export interface PivCard {
  /** One command APDU. @returns the response with its status word */
  answer(command: Buffer): Buffer;
  /** Power was lost: the PIN has to be shown again. */
  reset(): void;
  readonly pin: string;
}

const hex = (text: string) => Buffer.from(text, 'hex');
const status = (word: number) => hex(word.toString(16).padStart(4, '0'));
const instruction = {
  verify: 0x20,
  authenticate: 0x87,
  select: 0xa4,
  getResponse: 0xc0,
  getData: 0xcb,
  yubikeyVersion: 0xfd,
  yubikeySerial: 0xf8,
} as const;

/** Makes a card with a fresh key and a certificate of its own over it. */
export async function makePivCard(pin = '123456'): Promise<PivCard> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const objects = objectsOf(await certificateOf(privateKey, publicKey));
  let tries = 3;
  let isVerified = false;
  let chained = Buffer.alloc(0);
  let unread = Buffer.alloc(0);

  /** Short answers carry 256 octets; the card is asked for the rest. */
  const give = (data: Buffer): Buffer => {
    unread = Buffer.from(data.subarray(256));
    const word = unread.length === 0 ? 0x9000 : 0x6100 | Math.min(unread.length, 0xff);
    return Buffer.concat([data.subarray(0, 256), status(word)]);
  };

  const verifyPin = (data: Buffer): Buffer => {
    if (data.length === 0) return isVerified ? status(0x9000) : status(tries === 0 ? 0x6983 : 0x63c0 | tries);
    if (tries === 0) return status(0x6983);
    isVerified = data.toString('latin1').replace(/\xff+$/, '') === pin;
    tries = isVerified ? 3 : tries - 1;
    return status(isVerified ? 0x9000 : tries === 0 ? 0x6983 : 0x63c0 | tries);
  };

  const authenticate = (algorithm: number, data: Buffer): Buffer => {
    if (!isVerified) return status(0x6982);
    const point = parseTlv(parseTlv(data).get(0x7c) ?? Buffer.alloc(0)).get(0x85);
    if (algorithm !== 0x11 || point?.length !== 65) return status(0x6a80); // P-256, and only to agree
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
    const peer = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: x!, y: y! } });
    return give(tlv(0x7c, tlv(0x82, diffieHellman({ privateKey, publicKey: peer }))));
  };

  const answer = (command: Buffer): Buffer => {
    const [cla = 0, ins = 0, p1 = 0] = command;
    const isExtended = command.length > 7 && command[4] === 0;
    const part = isExtended
      ? command.subarray(7, 7 + command.readUInt16BE(5))
      : command.subarray(5, 5 + (command.length > 5 ? command.readUInt8(4) : 0));
    if (ins === instruction.getResponse) return give(unread);
    const data = Buffer.concat([chained, part]);
    chained = Buffer.alloc(0);
    if ((cla & 0x10) !== 0) {
      chained = data;
      return status(0x9000);
    }
    switch (ins) {
      case instruction.select:
        if (!data.subarray(0, 5).equals(hex('a000000308'))) return status(0x6a82);
        return give(tlv(0x61, tlv(0x4f, hex('000010000100')), tlv(0x79, tlv(0x4f, hex('a000000308')))));
      case instruction.getData: {
        const name = parseTlv(data).get(0x5c)?.toString('hex') ?? '';
        const object = objects.get(name);
        if (object === undefined) return status(0x6a82);
        return give(name === '7e' ? object : tlv(0x53, object));
      }
      case instruction.verify:
        return verifyPin(data);
      case instruction.authenticate:
        return authenticate(p1, data);
      case instruction.yubikeyVersion:
        return give(hex('050403'));
      case instruction.yubikeySerial:
        return give(hex('00bc614e'));
      default:
        return status(0x6d00);
    }
  };

  return {
    pin,
    answer: (command) => {
      try {
        return answer(command);
      } catch {
        return status(0x6a80);
      }
    },
    reset: () => {
      isVerified = false;
      chained = unread = Buffer.alloc(0);
    },
  };
}

async function certificateOf(privateKey: KeyObject, publicKey: KeyObject): Promise<Buffer> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
  const [pkcs8, spki] = [
    privateKey.export({ type: 'pkcs8', format: 'der' }),
    publicKey.export({ type: 'spki', format: 'der' }),
  ];
  const keys = {
    privateKey: await crypto.subtle.importKey('pkcs8', new Uint8Array(pkcs8), algorithm, false, ['sign']),
    publicKey: await crypto.subtle.importKey('spki', new Uint8Array(spki), algorithm, true, ['verify']),
  };
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Sara Holm',
    keys,
    signingAlgorithm: algorithm,
    extensions: [new KeyUsagesExtension(KeyUsageFlags.keyAgreement, true)],
  });
  return Buffer.from(certificate.rawData);
}

/** The data objects, by their tags. SP 800-73-4 part 1 section 4.3. */
function objectsOf(certificate: Buffer): Map<string, Buffer> {
  const guid = createHash('sha256').update(certificate).digest().subarray(0, 16);
  const holder = Buffer.concat([
    tlv(0x30, hex('d4e739da739ced39ce739d836858210842108421c84210c3eb')),
    tlv(0x34, guid),
    tlv(0x35, Buffer.from('20401231')),
    tlv(0x3e),
    tlv(0xfe),
  ]);
  const capabilities = Buffer.concat([
    hex('f015a000000116ff02'),
    randomBytes(14),
    hex('f10121f20121f300f40100f50110f600f700fa00fb00fc00fd00fe00'),
  ]);
  return new Map([
    ['7e', hex('7e124f0ba0000003080000100001005f2f024000')], // discovery object
    ['5fc102', holder],
    ['5fc107', capabilities],
    ['5fc10b', Buffer.concat([tlv(0x70, certificate), hex('710100fe00')])], // certificate of slot 9D
  ]);
}
