import { stateValue } from '../../../app/platform/states.ts';
import { idFor } from '../platform/ids.ts';
import type { PayloadRecord, ProductRecord, RequestRecord } from '../platform/records.ts';
import { colleagues, identityOf, people } from './people.ts';
import { findOperation } from './products.ts';

interface RequestSeed {
  readonly name: string;
  readonly description: string;
  readonly product: string;
  readonly operation: string;
  readonly minutesAgo: number;
  readonly file: string;
  /** Bytes of the file. */
  readonly size: number;
  readonly user?: string;
  readonly mode?: string;
  readonly aad?: string;
  readonly metadata?: PayloadRecord['metadata'];
  /** Pending unless said otherwise. A Ready one is really processed when the world starts. */
  readonly end?: 'Ready' | 'Rejected' | { readonly errorStatus: string; readonly errorDetail: string };
}

const hour = 60;
const day = 24 * hour;

const seeds: readonly RequestSeed[] = [
  {
    name: 'firmware-v1.6.41',
    description: 'Release 1.6.41',
    product: 'Gateway G2',
    operation: 'Content encryption',
    minutesAgo: 41 * day,
    file: 'firmware.bin',
    size: 24_576,
    mode: 'AES-GCM-256',
    aad: 'firmware-version=v1.6.41',
    end: 'Ready',
  },
  {
    name: 'meter-m1-2.0.0',
    description: 'First image with a one-time key',
    product: 'Meter M1',
    operation: 'Image encryption',
    minutesAgo: 30 * day,
    file: 'meter-m1.img',
    size: 16_384,
    mode: 'AES-GCM-256-PSKEK',
    end: 'Ready',
  },
  {
    name: 'gateway-map-tiles',
    description: 'Offline maps',
    product: 'Gateway G2',
    operation: 'Content encryption',
    minutesAgo: 21 * day,
    file: 'tiles.tar',
    size: 61_204_480,
    user: colleagues.ines.identity,
    mode: 'AES-GCM-256',
    end: { errorStatus: 'aesGcmPayloadTooLarge', errorDetail: 'GCM takes at most 40960000 bytes' },
  },
  {
    name: 'firmware-v1.6.42',
    description: 'Withdrawn, wrong branch',
    product: 'Gateway G2',
    operation: 'Content encryption',
    minutesAgo: 20 * day,
    file: 'firmware.bin',
    size: 24_576,
    mode: 'AES-GCM-256',
    aad: 'firmware-version=v1.6.42',
    end: 'Rejected',
  },
  {
    name: 'bootloader-2.2.7',
    description: 'Bootloader for the autumn batch',
    product: 'Gateway G2',
    operation: 'Content encryption',
    minutesAgo: 12 * day,
    file: 'bootloader.img',
    size: 32_768,
    mode: 'AES-CBC-256',
    end: 'Ready',
  },
  {
    name: 'firmware-v1.6.43',
    description: 'Release 1.6.43',
    product: 'Gateway G2',
    operation: 'Content encryption',
    minutesAgo: 6 * day,
    file: 'firmware.bin',
    size: 28_672,
    mode: 'AES-GCM-256',
    aad: 'firmware-version=v1.6.43',
    end: 'Ready',
  },
  {
    name: 'qloader-0.1',
    description: 'Trial of the post-quantum loader',
    product: 'Gateway G2',
    operation: 'Quantum loader',
    minutesAgo: 2 * day,
    file: 'qloader.elf',
    size: 20_480,
    user: colleagues.tomas.identity,
  },
  {
    name: 'sensor-s5-fw-0.9.1',
    description: 'Laboratory build',
    product: 'Sensor S5',
    operation: 'Firmware encryption',
    minutesAgo: 5 * hour,
    file: 'sensor-s5.hex',
    size: 8_192,
    user: colleagues.build.identity,
    mode: 'AES-GCM-128',
    metadata: [{ name: 'pipeline', value: 'sensor-s5/4711' }],
  },
  {
    name: 'release-digest-1.6.44',
    description: 'SHA-256 of the release archive',
    product: 'Gateway G2',
    operation: 'Release digests',
    minutesAgo: 3.5 * hour,
    file: 'release.sha256',
    size: 32,
    user: colleagues.build.identity,
  },
  {
    name: 'hab-spl-g2',
    description: 'Secondary program loader with the new memory timings',
    product: 'Gateway G2',
    operation: 'High-assurance boot',
    minutesAgo: 2.5 * hour,
    file: 'spl.imx',
    size: 12_288,
    user: colleagues.tomas.identity,
  },
  {
    name: 'meter-m1-2.1.0',
    description: 'Tariff tables for 2027',
    product: 'Meter M1',
    operation: 'Image encryption',
    minutesAgo: 100,
    file: 'meter-m1.img',
    size: 16_384,
    user: colleagues.ines.identity,
    mode: 'AES-CBC-256-PSKEK',
  },
  {
    name: 'g2-bundle-1.6.44',
    description: 'Update bundle for the field',
    product: 'Gateway G2',
    operation: 'Update bundles',
    minutesAgo: 50,
    file: 'g2-1.6.44.raucb',
    size: 40_960,
    user: colleagues.priya.identity,
  },
  {
    name: 'u-boot-2026.10-g2',
    description: 'U-Boot with the patch for the watchdog',
    product: 'Gateway G2',
    operation: 'U-Boot signing',
    minutesAgo: 34,
    file: 'u-boot.itb',
    size: 24_576,
    user: colleagues.priya.identity,
  },
  {
    name: 'bootloader-2.3.0-rc1',
    description: 'Candidate for the winter batch',
    product: 'Gateway G2',
    operation: 'Content encryption',
    minutesAgo: 22,
    file: 'bootloader.img',
    size: 32_768,
    mode: 'AES-CBC-256',
  },
  {
    name: 'firmware-v1.6.44',
    description: 'Release 1.6.44 for all gateways in the field',
    product: 'Gateway G2',
    operation: 'Content encryption',
    minutesAgo: 4,
    file: 'firmware.bin',
    size: 98_304,
    mode: 'AES-GCM-256',
    aad: 'firmware-version=v1.6.44',
    metadata: [
      { name: 'branch', value: 'release/1.6' },
      { name: 'commit', value: '9f31c07' },
    ],
  },
];

/** A request and the size of the file that was uploaded for it, in bytes. */
export interface SeededRequest {
  readonly record: RequestRecord;
  readonly size: number;
  /** Process it when the world starts, so that its result really exists. */
  readonly process: boolean;
}

/** The company's requests, oldest first. @param now milliseconds since 1970 */
export function companyRequests(products: readonly ProductRecord[], now: number): SeededRequest[] {
  return seeds.map((seed) => {
    const id = idFor(`request:${seed.name}`);
    const failed = typeof seed.end === 'object' ? seed.end : {};
    return {
      size: seed.size,
      process: seed.end === 'Ready',
      record: {
        id,
        name: seed.name,
        description: seed.description,
        callBackURL: '',
        ...findOperation(products, seed.product, seed.operation),
        user: seed.user ?? identityOf(people.mikael),
        createdAt: now - seed.minutesAgo * 60_000,
        state: stateOfSeed(seed),
        payloads: [
          {
            id: idFor(`payload:${seed.name}`),
            name: seed.file,
            resource: typeof seed.end === 'object' ? null : `uploads/${idFor(`upload:${seed.name}`)}`,
            parameters: parametersOf(seed),
            metadata: seed.metadata ?? [],
          },
        ],
        ...failed,
      },
    };
  });
}

function stateOfSeed({ end }: RequestSeed): number {
  if (end === undefined) return stateValue.ApprovalRequired;
  if (typeof end === 'object') return stateValue.Failed;
  return stateValue[end];
}

function parametersOf({ mode, aad }: RequestSeed): Record<string, string>[] {
  return [
    ...(mode === undefined ? [] : [{ aesMode: mode }]),
    ...(aad === undefined ? [] : [{ aad: Buffer.from(aad).toString('base64') }]),
  ];
}
