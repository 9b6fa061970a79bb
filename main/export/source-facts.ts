import type { Fact } from '../../app/facts.ts';
import { fact } from '../../app/platform/facts/item-facts.ts';
import type { EnvelopeSource } from './ceremony.ts';

/** Where an envelope came from and when: in the preview, before the confirmation and in the record. */
export function sourceFacts({
  host,
  certificateSha256,
  fetchedAt,
  requestId,
}: Pick<EnvelopeSource, 'host' | 'certificateSha256' | 'fetchedAt' | 'requestId'>): readonly Fact[] {
  return [
    fact('Host', { kind: 'mono', text: host }),
    fact(
      'SHA-256 of its certificate',
      certificateSha256 === null
        ? { kind: 'unknown', why: 'no certificate was seen: plain http within one machine' }
        : { kind: 'digest', algorithm: 'SHA-256', hex: certificateSha256 },
    ),
    fact('Fetched', { kind: 'time', iso: fetchedAt }),
    fact('Request', { kind: 'mono', text: requestId }),
  ];
}
