import { DerReader, tags } from '../crypto/der.ts';

/** Tags of constructed elements have this bit. X.690 section 8.1.2.5. */
const constructed = 0x20;
/** Beyond four octets it is no number that anybody means. */
const longestNumber = 4;

/**
 * The largest number in the AlgorithmIdentifier of an encrypted private key (EncryptedPrivateKeyInfo): the rounds of
 * PBKDF2 or of the schemes of PKCS#12, the cost of scrypt, or less than these, a length. Whoever wrote the file chose it,
 * and whoever opens it pays.
 * @param octets DER of a private key, encrypted or not
 * @returns undefined for what does not begin with an AlgorithmIdentifier, as keys in the clear do not
 * @throws DerError when that part is not strict DER
 * @see RFC 5958 section 3, RFC 8018 appendix A.2
 */
export function workFactorOf(octets: Uint8Array): number | undefined {
  const [, length = 0] = octets;
  const header = length < 0x80 ? 2 : 2 + (length & 0x7f);
  if (octets[header] !== tags.sequence) return undefined;
  // An AlgorithmIdentifier is short; what follows it, the key, need not be.
  return largestNumber(new DerReader(octets.subarray(header, header + 1024)).enter(tags.sequence, 'algorithm'));
}

function largestNumber(reader: DerReader): number {
  let largest = 0;
  for (let tag = reader.peek(); tag !== undefined; tag = reader.peek()) {
    if (tag === tags.integer) {
      const number = reader.unsigned('a number', 64);
      const value = number.length > longestNumber ? Number.POSITIVE_INFINITY : unsignedOf(number);
      largest = Math.max(largest, value);
    } else if ((tag & constructed) !== 0) largest = Math.max(largest, largestNumber(reader.enter(tag, 'a part')));
    else reader.take(tag, 'a part');
  }
  return largest;
}

function unsignedOf(octets: Uint8Array): number {
  return octets.reduce((value, octet) => value * 256 + octet, 0);
}
