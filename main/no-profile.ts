import type { KeydockContract } from '../app/contract/contract.ts';
import type { Handlers } from '../app/contract/define.ts';
import { fail, type Result } from '../app/result.ts';

const noProfile = async (): Promise<Result<never>> => fail('profile.none');

/** What the window is answered while no profile is active. */
export const withoutProfile: Pick<Handlers<KeydockContract>, 'approvals' | 'requests' | 'products' | 'clients'> = {
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
};
