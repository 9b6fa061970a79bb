import { createPublicKey, type KeyObject } from 'node:crypto';
import { curveList, curves } from '../../app/crypto/curves.ts';
import { loadNativeAddon, nativeAddonPath } from '../../main/tokens/native-addon.ts';
import type { Template } from '../../main/tokens/process/attributes.ts';
import { keyTypes, objectClasses } from '../../main/tokens/process/ck-names.ts';
import { Cryptoki } from '../../main/tokens/process/cryptoki.ts';
import { privateKeyAttributes } from '../../main/tokens/process/key-templates.ts';
import { TokenSession } from '../../main/tokens/process/token-session.ts';
import type { Provider } from '../tokens/providers.ts';

/** A key to put on a token, as a vendor's program would have left it there. */
export interface TokenObject {
  readonly label: string;
  readonly key: Uint8Array | KeyObject;
  /** AES keys either decrypt data or unwrap keys. */
  readonly use?: 'decrypt' | 'unwrap';
  /** A private key that wants its PIN at every use. */
  readonly wantsPin?: boolean;
}

const hidden = { TOKEN: true, PRIVATE: true, SENSITIVE: true, EXTRACTABLE: false } as const;

function templatesOf({ label, key, use, wantsPin }: TokenObject, id: Uint8Array): Template[] {
  const name = { LABEL: label, ID: id };
  if (key instanceof Uint8Array) {
    return [
      {
        ...hidden,
        ...name,
        CLASS: objectClasses.SECRET_KEY,
        KEY_TYPE: keyTypes.AES,
        VALUE: key,
        DECRYPT: use !== 'unwrap',
        UNWRAP: use === 'unwrap',
        ENCRYPT: false,
        WRAP: false,
      },
    ];
  }
  const isRsa = key.asymmetricKeyType === 'rsa';
  const value = privateKeyAttributes(new Uint8Array(key.export({ format: 'der', type: 'pkcs8' })));
  const eachTime = wantsPin === true ? ({ ALWAYS_AUTHENTICATE: true } as const) : {};
  const privateHalf = { ...hidden, ...name, ...value, ...eachTime, CLASS: objectClasses.PRIVATE_KEY };
  if (isRsa) return [{ ...privateHalf, KEY_TYPE: keyTypes.RSA, DECRYPT: true, UNWRAP: true }];
  const publicHalf = createPublicKey(key);
  const curve = curveList.find(({ name: known }) => known === publicHalf.export({ format: 'jwk' }).crv)!;
  const point = pointOf(publicHalf);
  return [
    { ...privateHalf, KEY_TYPE: keyTypes.EC, DERIVE: true, NSS_DB: point },
    {
      ...name,
      TOKEN: true,
      CLASS: objectClasses.PUBLIC_KEY,
      KEY_TYPE: keyTypes.EC,
      EC_PARAMS: curve.oid,
      EC_POINT: pointAttribute(publicHalf),
      DERIVE: true,
    },
  ];
}

/** Uncompressed. */
function pointOf(key: KeyObject): Uint8Array {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return new Uint8Array(Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]));
}

/** As CKA_EC_POINT has it: in an OCTET STRING. */
function pointAttribute(key: KeyObject): Uint8Array {
  const point = pointOf(key);
  const length = point.length < 128 ? [point.length] : [0x81, point.length];
  return Uint8Array.of(4, ...length, ...point);
}

/** Puts keys on the first token of a provider. The module is loaded into this process, and let go again. */
export function putOnToken(provider: Provider, objects: readonly TokenObject[], root: string): void {
  withSession(provider, root, (session) => {
    session.login(Buffer.from(provider.pin));
    for (const [i, object] of objects.entries()) {
      for (const template of templatesOf(object, Uint8Array.of(i + 1))) {
        // NSS's own attribute is refused by everybody else.
        const { NSS_DB, ...standard } = template;
        session.create(provider.name === 'NSS' && NSS_DB !== undefined ? template : standard);
      }
    }
  });
}

/** What anybody can do who reaches the token and has no PIN: another public key takes the place of the one of this label. */
export function replacePublicHalf(provider: Provider, label: string, theirs: KeyObject, root: string): void {
  withSession(provider, root, (session) => {
    const [half, ...others] = session.find({ CLASS: objectClasses.PUBLIC_KEY, LABEL: label });
    const id = half && session.read(half, 'ID');
    if (half === undefined || id === undefined || others.length > 0) throw new Error(`no one public key is ${label}`);
    session.destroy(half);
    session.create({
      CLASS: objectClasses.PUBLIC_KEY,
      KEY_TYPE: keyTypes.EC,
      TOKEN: true,
      LABEL: label,
      ID: id,
      EC_PARAMS: curves['P-256'].oid,
      EC_POINT: pointAttribute(theirs),
    });
  });
}

function withSession(provider: Provider, root: string, act: (session: TokenSession) => void): void {
  const conf = provider.env['SOFTHSM2_CONF'];
  if (conf !== undefined) process.env['SOFTHSM2_CONF'] = conf;
  const cryptoki = Cryptoki.open(
    provider.module.path,
    provider.module.parameters,
    loadNativeAddon(nativeAddonPath(root)),
  );
  try {
    const slot = cryptoki.slots().find((candidate) => cryptoki.tokenInfo(candidate).label === provider.labels[0])!;
    act(new TokenSession(cryptoki, slot, cryptoki.openSession(slot, true)));
  } finally {
    cryptoki.close();
  }
}
