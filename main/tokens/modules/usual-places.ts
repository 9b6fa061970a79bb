/** Where vendors put their PKCS#11 modules. A place is only offered; nothing is loaded before the person has allowed it. */
export interface UsualPlace {
  /** What people call it. */
  readonly name: string;
  /** Paths, the first that is there counts. `{arch}` is Debian's triplet, `{programs}` Windows' Program Files. */
  readonly linux?: readonly string[];
  readonly darwin?: readonly string[];
  readonly win32?: readonly string[];
}

export const usualPlaces: readonly UsualPlace[] = [
  {
    name: 'SoftHSM 2',
    linux: [
      '/usr/lib/softhsm/libsofthsm2.so',
      '/usr/lib64/pkcs11/libsofthsm2.so',
      '/usr/lib/{arch}/softhsm/libsofthsm2.so',
    ],
    darwin: ['/opt/homebrew/lib/softhsm/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so'],
    win32: ['{programs}\\SoftHSM2\\lib\\softhsm2-x64.dll'],
  },
  {
    name: 'OpenSC smart cards',
    linux: ['/usr/lib/{arch}/opensc-pkcs11.so', '/usr/lib64/opensc-pkcs11.so', '/usr/lib/opensc-pkcs11.so'],
    darwin: ['/Library/OpenSC/lib/opensc-pkcs11.so', '/opt/homebrew/lib/opensc-pkcs11.so'],
    win32: ['{programs}\\OpenSC Project\\OpenSC\\pkcs11\\opensc-pkcs11.dll'],
  },
  {
    name: 'YubiKey (ykcs11)',
    linux: ['/usr/lib/{arch}/libykcs11.so', '/usr/lib/{arch}/libykcs11.so.2', '/usr/lib64/libykcs11.so.2'],
    darwin: ['/opt/homebrew/lib/libykcs11.dylib', '/usr/local/lib/libykcs11.dylib'],
    win32: ['{programs}\\Yubico\\Yubico PIV Tool\\bin\\libykcs11.dll'],
  },
  {
    name: 'YubiHSM 2',
    linux: ['/usr/lib/{arch}/pkcs11/yubihsm_pkcs11.so', '/usr/lib64/pkcs11/yubihsm_pkcs11.so'],
    darwin: ['/opt/homebrew/lib/pkcs11/yubihsm_pkcs11.dylib', '/usr/local/lib/pkcs11/yubihsm_pkcs11.dylib'],
    win32: ['{programs}\\Yubico\\YubiHSM Shell\\bin\\pkcs11\\yubihsm_pkcs11.dll'],
  },
  {
    name: 'Thales Luna',
    linux: ['/usr/safenet/lunaclient/lib/libCryptoki2_64.so'],
    win32: ['{programs}\\SafeNet\\LunaClient\\cryptoki.dll'],
  },
  {
    name: 'Entrust nShield',
    linux: ['/opt/nfast/toolkits/pkcs11/libcknfast.so'],
    win32: ['{programs}\\nCipher\\nfast\\toolkits\\pkcs11\\cknfast.dll'],
  },
  { name: 'Utimaco', linux: ['/usr/lib/libcs_pkcs11_R3.so', '/opt/utimaco/lib/libcs_pkcs11_R3.so'] },
  {
    name: 'AWS CloudHSM',
    linux: ['/opt/cloudhsm/lib/libcloudhsm_pkcs11.so'],
    win32: ['{programs}\\Amazon\\CloudHSM\\lib\\cloudhsm_pkcs11.dll'],
  },
  {
    name: 'opencryptoki',
    linux: ['/usr/lib/{arch}/libopencryptoki.so.0', '/usr/lib64/opencryptoki/libopencryptoki.so'],
  },
  { name: 'TPM 2.0', linux: ['/usr/lib/{arch}/pkcs11/libtpm2_pkcs11.so', '/usr/lib64/pkcs11/libtpm2_pkcs11.so'] },
  {
    name: 'SafeNet Authentication Client',
    linux: ['/usr/lib/libeToken.so'],
    darwin: ['/usr/local/lib/libeTPkcs11.dylib'],
  },
];

/** NSS databases are folders; the module that reads them is one file, with the folder as its parameter. */
export const nssModules = {
  linux: ['/usr/lib/{arch}/libsoftokn3.so', '/usr/lib/{arch}/nss/libsoftokn3.so', '/usr/lib64/libsoftokn3.so'],
} as const;
