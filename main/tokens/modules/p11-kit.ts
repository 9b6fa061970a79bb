/** One `*.module` file of p11-kit's registry, as far as Keydock reads it. */
export interface RegisteredModule {
  /** An absolute path, or a name in p11-kit's own module folder. */
  readonly module: string;
  /** Programs that shall not load it, when the file names some. */
  readonly disabledIn: readonly string[];
  /** What C_Initialize is told (`x-init-reserved`), where that names an NSS database. */
  readonly nssParameters?: string;
}

/** The longest registry file that is read, in characters. */
export const longestRegistration = 16_384;

/**
 * Reads one registry file.
 * @returns undefined when it names no module, or one on another machine (`remote:`)
 * @see pkcs11.conf(5)
 */
export function parseModuleFile(text: string): RegisteredModule | undefined {
  if (text.length > longestRegistration) return undefined;
  const settings = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^([A-Za-z][A-Za-z0-9-]*)\s*:\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) settings.set(match[1], match[2]);
  }
  const module = settings.get('module');
  if (module === undefined || module === '' || settings.has('remote')) return undefined;
  const disabledIn = (settings.get('disable-in') ?? '').split(/[\s,]+/).filter((name) => name !== '');
  const reserved = settings.get('x-init-reserved') ?? '';
  return { module, disabledIn, ...(isNss(reserved) ? { nssParameters: reserved } : {}) };
}

/** NSS alone is told its folder this way; what another module would make of such a string is not known. */
function isNss(reserved: string): boolean {
  return reserved.length <= 4096 && /(^|\s)configdir=/.test(reserved);
}

/** Modules of p11-kit itself: ways to other modules, or to certificates only. Each is of no use to Keydock. */
export const notForUs: readonly RegExp[] = [
  /^p11-kit-proxy\./,
  /^p11-kit-trust\./,
  /^p11-kit-client\./,
  /^pkcs11-spy\./,
];
