import type { Warning } from '../facts.ts';
import { inSentence } from './facts/text-limits.ts';

type Icon = 'encrypt' | 'sign' | 'certificate' | 'unknown';

/** What one operation type means for the person who decides about it. */
export interface Operation {
  readonly noun: string;
  readonly icon: Icon;
  /** What is asked, after "Mikael Berg asks to"; `{file}` is the file's name. */
  readonly asks: string;
  /** Heading of what goes in. */
  readonly subject: string;
  /** What happens at once when it is approved, and cannot be taken back. */
  readonly consequence: string;
  /** What whoever holds the key outside the platform could do. */
  readonly keyOutside: string;
  /** Only AES keys, and those of `ExportableToken` and `NXPKeyImport`, can be extractable (platform-api.md section 4). */
  readonly keyMayLeave: boolean;
  /** What must be seen before deciding, beside what the key itself says. */
  readonly warning: Warning | null;
  /** Whether approving needs characters to be typed (users.md part 3, "Approving well"). */
  readonly typed: boolean;
}

const signing = {
  noun: 'Signing request',
  icon: 'sign',
  subject: 'What will be signed',
  keyOutside: 'sign with it without anyone approving',
  keyMayLeave: false,
  typed: false,
} as const;

const devicesWillRun = (what: string): Warning => ({
  tone: 'warn',
  title: 'Devices will trust what is signed here.',
  text: `Every device that holds this product's public key accepts the signed ${what}. A signature cannot be called back.`,
});

/**
 * A row per operation type. The platform has about seventy; those without a row are `unknownOperation`, which warns and
 * wants a typed confirmation, since nobody can say what approving it does.
 * @see platform-api.md section 8
 */
export const operations = {
  EncryptImageWithAES: {
    noun: 'Encrypt request',
    icon: 'encrypt',
    asks: 'encrypt {file}',
    subject: 'What will be encrypted',
    consequence: 'Approving lets the platform encrypt the file at once and cannot be taken back.',
    keyOutside: 'decrypt what you approve here',
    keyMayLeave: true,
    warning: null,
    typed: false,
  },
  DigestSigning: {
    ...signing,
    asks: 'sign the digest in {file}',
    consequence: 'Approving lets the platform sign the digest at once and cannot be taken back.',
    warning: {
      tone: 'warn',
      title: 'Only a digest is signed.',
      text: 'The platform never sees what was hashed, so nothing here shows what the signature will stand for. Make sure with the person who asks.',
    },
  },
  SignUBoot: {
    ...signing,
    asks: 'sign {file} as a U-Boot bootloader',
    consequence: 'Approving lets the platform sign the bootloader at once and cannot be taken back.',
    warning: devicesWillRun('bootloader'),
  },
  SignHAB: {
    ...signing,
    asks: 'sign {file} for High Assurance Boot',
    consequence: 'Approving lets the platform sign the boot image at once and cannot be taken back.',
    warning: devicesWillRun('boot image'),
  },
  SignOCI: {
    ...signing,
    asks: 'sign the container image {file}',
    consequence: 'Approving lets the platform sign the container image at once and cannot be taken back.',
    warning: null,
  },
  SignWindowsBinary: {
    ...signing,
    asks: 'sign {file} as a Windows binary',
    consequence: 'Approving lets the platform sign the binary at once and cannot be taken back.',
    warning: {
      tone: 'warn',
      title: 'Windows will trust what is signed here.',
      text: 'The binary will carry the name of the company in its signature, on every computer. A signature cannot be called back.',
    },
  },
  RaucBundleSigning: {
    ...signing,
    asks: 'sign {file} as a RAUC update bundle',
    consequence: 'Approving lets the platform sign the update bundle at once and cannot be taken back.',
    warning: devicesWillRun('update bundle'),
  },
  IssueDeviceCertificate: {
    noun: 'Certificate request',
    icon: 'certificate',
    asks: 'issue a device certificate for {file}',
    subject: 'What will be certified',
    consequence: 'Approving lets the platform issue the certificate at once. It can only be revoked afterwards.',
    keyOutside: 'issue certificates without anyone approving',
    keyMayLeave: false,
    warning: {
      tone: 'warn',
      title: 'A device will be believed to be ours.',
      text: 'Whoever holds the private key to this certificate is taken for a device of this product until the certificate expires or is revoked.',
    },
    typed: false,
  },
} as const satisfies Record<string, Operation>;

const rows: ReadonlyMap<string, Operation> = new Map(Object.entries(operations));

/** An operation type without a row, or one that the platform did not name. */
export function unknownOperation(type: string): Operation {
  return {
    noun: type === '' ? 'Request of unknown kind' : 'Request of a kind unknown here',
    icon: 'unknown',
    asks: type === '' ? 'run an operation of unknown type on {file}' : `run ${inSentence(type)} on {file}`,
    subject: 'What it is about',
    consequence:
      'Approving lets the platform carry out the operation at once and cannot be taken back. Keydock cannot say what it does.',
    keyOutside: 'use it without anyone approving',
    keyMayLeave: true,
    warning: {
      tone: 'danger',
      title: type === '' ? 'What this does is unknown.' : 'Keydock does not know this operation.',
      text:
        type === ''
          ? 'The platform did not say of which type the operation is, or you may not read it. Approve only what somebody you trust has explained to you.'
          : 'This version has no words for it, so it cannot say what approving does. Approve only if you know the operation yourself.',
    },
    typed: true,
  };
}

/** The row of an operation type. @param type as the platform spells it; empty where it is not known */
export function operationOf(type: string): Operation {
  return rows.get(type) ?? unknownOperation(type);
}
