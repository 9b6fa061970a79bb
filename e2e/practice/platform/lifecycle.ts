/** How long the platform takes between states, in milliseconds. */
export interface Pace {
  /** From Created to ApprovalRequired. A second at the least: people must be able to meet the trap. */
  created: number;
  /** From Approved to InProcess. */
  approved: number;
  /** From InProcess to the end, beside the work itself. */
  inProcess: number;
}

export const defaultPace: Pace = { created: 1_200, approved: 250, inProcess: 400 };

/** Runs things later, and none of them once it is stopped. */
export interface Lifecycle {
  readonly pace: Pace;
  after(ms: number, step: () => void | Promise<void>): void;
  /** Forgets what is still to come, and waits for the work under way. */
  forget(): Promise<void>;
  /** The same for ever. */
  stop(): Promise<void>;
}

/** @param failed is told of a bug in a step */
export function makeLifecycle(pace: Pace, failed: (error: unknown) => void): Lifecycle {
  const timers = new Set<NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let stopped = false;

  async function run(step: () => void | Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!stopped) failed(error);
    }
  }

  async function forget(): Promise<void> {
    while (timers.size + running.size > 0) {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      await Promise.all(running);
    }
  }

  return {
    pace,
    after(ms, step) {
      if (stopped) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        const work = run(step).finally(() => running.delete(work));
        running.add(work);
      }, ms);
      timers.add(timer);
    },
    forget,
    stop() {
      stopped = true;
      return forget();
    },
  };
}
