import type { KeydockContract } from '../app/contract/contract.ts';
import type { Handlers } from '../app/contract/define.ts';
import { fail, ok, type Result } from '../app/result.ts';

/** The topics that need a profile: they come and go with it. */
export type ProfileTopics = 'session' | 'approvals' | 'requests' | 'products' | 'platform';

const noProfile = async (): Promise<Result<never>> => fail('profile.none');
const nothingToDo = async (): Promise<Result<null>> => ok(null);

/** What the window is answered while no profile is active. */
export const withoutProfile: Pick<Handlers<KeydockContract>, ProfileTopics> = {
  session: {
    get: async () => ok({ kind: 'no-profile' }),
    signIn: noProfile,
    cancelSignIn: nothingToDo,
    copySignInLink: noProfile,
    openDeviceCodePage: noProfile,
    signOut: nothingToDo,
    account: noProfile,
  },
  approvals: { summary: noProfile, page: noProfile, open: noProfile, decide: noProfile },
  requests: { page: noProfile, open: noProfile },
  products: { page: noProfile, open: noProfile },
  platform: {},
};
