import type { KeydockContract } from '../app/contract/contract.ts';
import type { Handlers } from '../app/contract/define.ts';
import { fail, type Result } from '../app/result.ts';

const noProfile = async (): Promise<Result<never>> => fail('profile.none');

/** What the window is answered while no profile is active. */
export const withoutProfile: Pick<
  Handlers<KeydockContract>,
  'approvals' | 'requests' | 'products' | 'clients' | 'exports'
> = {
  approvals: { summary: noProfile, page: noProfile, open: noProfile, decide: noProfile },
  requests: { page: noProfile, open: noProfile, download: noProfile, cancelDownload: noProfile },
  products: { page: noProfile, open: noProfile },
  clients: {
    page: noProfile,
    open: noProfile,
    retire: noProfile,
    keys: noProfile,
    makeKey: noProfile,
    chooseKeyFile: noProfile,
    register: noProfile,
    secrets: noProfile,
    saveSecrets: noProfile,
  },
  exports: {
    overview: noProfile,
    begin: noProfile,
    get: noProfile,
    chooseProduct: noProfile,
    chooseKey: noProfile,
    refreshClient: noProfile,
    chooseTarget: noProfile,
    expected: noProfile,
    back: noProfile,
    preview: noProfile,
    run: noProfile,
    cancel: noProfile,
    proveWithFile: noProfile,
    proveWithRequest: noProfile,
    finish: noProfile,
    discard: noProfile,
    record: noProfile,
    saveRecord: noProfile,
    printRecord: noProfile,
  },
};
