import type { KeydockContract } from '../app/contract/contract.ts';
import type { Handlers } from '../app/contract/define.ts';
import { fail, type Result } from '../app/result.ts';

const noProfile = async (): Promise<Result<never>> => fail('profile.none');

/** What the window is answered while no profile is active. */
export const withoutProfile: Pick<Handlers<KeydockContract>, 'approvals' | 'requests' | 'products'> = {
  approvals: { summary: noProfile, page: noProfile, open: noProfile, decide: noProfile },
  requests: { page: noProfile, open: noProfile, download: noProfile, cancelDownload: noProfile },
  products: { page: noProfile, open: noProfile },
};
