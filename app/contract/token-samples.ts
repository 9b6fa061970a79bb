import type { ModuleRow, TokenRow } from './token-shapes.ts';

/**
 * A token as main would tell of it, for tests: a vendor's hardware, set up, with nobody logged in and no wrong PIN tried.
 * @param more what the test is about
 */
export function tokenSample(more: Partial<TokenRow> = {}): TokenRow {
  return {
    id: 'token-line-3',
    module: 'module-vendor',
    moduleName: 'Northwind PKCS#11',
    label: 'Line 3 HSM',
    model: 'Nano 4',
    manufacturer: 'Northwind',
    serial: '0000-4471',
    hardware: '2.1',
    firmware: '3.7',
    kind: 'hardware',
    isInitialised: true,
    isWritable: true,
    isRemovable: true,
    needsLogin: true,
    isLoggedIn: false,
    locksAt: null,
    pin: pinSample(),
    probedAt: null,
    ...more,
  };
}

/** How a PIN stands, for tests: set and never tried. */
export function pinSample(more: Partial<TokenRow['pin']> = {}): TokenRow['pin'] {
  return { state: 'untouched', wrongHere: 0, hasPad: false, ...more };
}

/**
 * A module as main would tell of it, for tests: allowed, loaded, with no token in it.
 * @param more what the test is about
 */
export function moduleSample(more: Partial<ModuleRow> = {}): ModuleRow {
  const { id = 'module-vendor', name = 'Northwind PKCS#11' } = more;
  return {
    id,
    name,
    path: `/usr/lib/${id}.so`,
    parameters: null,
    sha256: '9f2c41ab'.repeat(8),
    foundBy: 'usual place',
    state: 'allowed',
    about: { description: `${name} library`, manufacturer: 'Northwind', version: '2.6', cryptoki: '2.40' },
    failure: null,
    tokens: [],
    ...more,
  };
}
