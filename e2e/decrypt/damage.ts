import fc from 'fast-check';

/** A sound file with one to four things done to it: a byte changed, cut off, inserted, a stretch repeated or swapped. */
export function damaged(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    kind: fc.constantFrom('flip', 'cut', 'insert', 'repeat', 'drop'),
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    octet: fc.nat(255),
    length: fc.integer({ min: 1, max: 64 }),
  });
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([sample, changes]) =>
      changes.reduce((octets, { kind, at, octet, length }) => {
        const offset = Math.floor(at * octets.length);
        const before = octets.subarray(0, offset);
        switch (kind) {
          case 'flip':
            return new Uint8Array(
              Buffer.concat([before, Uint8Array.of((octets[offset] ?? 0) ^ (octet || 1)), octets.subarray(offset + 1)]),
            );
          case 'cut':
            return before;
          case 'insert':
            return new Uint8Array(Buffer.concat([before, Uint8Array.of(octet), octets.subarray(offset)]));
          case 'repeat':
            return new Uint8Array(
              Buffer.concat([before, octets.subarray(offset, offset + length), octets.subarray(offset)]),
            );
          case 'drop':
            return new Uint8Array(Buffer.concat([before, octets.subarray(offset + length)]));
          default:
            throw kind satisfies never;
        }
      }, sample),
    );
}
