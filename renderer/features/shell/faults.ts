import { client } from '../../data/bridge.ts';

const text = (fault: unknown): string =>
  (fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)).slice(0, 2000);

/** Records a fault of the page in main's log. @returns its incident id, or null when even that failed */
export async function reportFault(where: string, fault: unknown): Promise<string | null> {
  try {
    const answer = await client.app.reportFault({ where: where.slice(0, 200), message: text(fault) });
    return answer.ok ? answer.value.incident : null;
  } catch {
    return null;
  }
}

/** Reports what nobody caught. The window goes on: React's own faults are caught by the boundary. */
export function reportFaults(): void {
  window.addEventListener('error', (event) => void reportFault('window', event.error ?? event.message));
  window.addEventListener('unhandledrejection', (event) => void reportFault('promise', event.reason));
}
