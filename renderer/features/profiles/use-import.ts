import { useState } from 'react';
import type { ProfileSummary } from '../../../app/contract/shapes.ts';
import type { Failure, Result } from '../../../app/result.ts';
import { client, fileIdOf } from '../../data/bridge.ts';

export interface Import {
  /** Opens main's own file dialog. */
  readonly choose: () => void;
  readonly drop: (file: File) => void;
  readonly failure: Failure | null;
  readonly isBusy: boolean;
}

/** Taking in a profile: main reads and checks it, and asks in a window of its own. The list of profiles then changes by itself. */
export function useImport(): Import {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const run = async (attempt: () => Promise<Result<ProfileSummary | null>>): Promise<void> => {
    setFailure(null);
    setBusy(true);
    const answer = await attempt();
    setBusy(false);
    if (!answer.ok && answer.error.code !== 'app.cancelled') setFailure(answer.error);
  };
  const dropped = async (file: File): Promise<Result<ProfileSummary | null>> => {
    const fileId = await fileIdOf(file);
    return fileId === null
      ? { ok: false, error: { code: 'app.file-not-known', facts: {} } }
      : client.profiles.importDropped({ fileId });
  };
  return {
    choose: () => void run(() => client.profiles.import({})),
    drop: (file) => void run(() => dropped(file)),
    failure,
    isBusy,
  };
}
