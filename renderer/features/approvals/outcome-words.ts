import type { Outcome } from '../../../app/contract/shapes.ts';
import { stateWords } from '../../ui/state-words.ts';

/** What became of a decision, in words. Never "approved" unless it was read back. */
export interface OutcomeWords {
  readonly tone: 'ok' | 'warn' | 'danger' | 'info';
  readonly title: string;
  readonly text: string;
  /** Whether the item no longer waits, so that it leaves the list. */
  readonly left: boolean;
}

/** The words for an outcome; null when the person said no, since nothing happened that they do not know. */
export function outcomeWords({ asked, result }: Outcome): OutcomeWords | null {
  const verb = asked === 'APPROVE' ? 'approved' : 'rejected';
  switch (result.kind) {
    case 'done':
      return {
        tone: 'ok',
        title: asked === 'APPROVE' ? 'Approved.' : 'Rejected.',
        text: `Read back from the platform: ${inState(result.stateName)}.${whoseText(result.whose)}${retiredText(result.retired)}`,
        left: true,
      };
    case 'as-asked':
      return {
        tone: 'info',
        title: `It is ${verb}.`,
        text: `Read back from the platform: ${inState(result.stateName)}. Whether your decision arrived is not known, so Keydock cannot say whose decision counted.`,
        left: true,
      };
    case 'decided-by-other':
      return {
        tone: 'warn',
        title: 'Somebody else decided first.',
        text: `Your decision had no effect. Read back from the platform: ${inState(result.stateName)}.`,
        left: true,
      };
    case 'no-effect':
      return {
        tone: 'warn',
        title: 'It still waits.',
        text: `The platform answered OK, but a moment later ${inState(result.stateName)}. It may yet be ${verb}: look at it again before you decide again.`,
        left: false,
      };
    case 'left-unreadable':
      return {
        tone: 'info',
        title: 'It no longer waits.',
        text: 'Your decision was sent, but this account may not read what became of the request, so Keydock cannot say whose decision counted.',
        left: true,
      };
    case 'withheld-changed':
      return {
        tone: 'warn',
        title: 'Nothing was sent: it changed while you looked.',
        text: `Changed: ${result.changed.join(', ')}. What you see now is new; decide again.`,
        left: false,
      };
    case 'withheld-not-open':
      return {
        tone: 'warn',
        title: 'Nothing was sent: it is not open for a decision yet.',
        text: 'The platform is still preparing it (Created). Try again in a moment.',
        left: false,
      };
    case 'withheld-gone':
      return {
        tone: 'warn',
        title: 'Nothing was sent: it no longer waits.',
        text:
          result.stateName === null
            ? 'It was withdrawn, or decided by somebody else.'
            : `Read from the platform: ${inState(result.stateName)}.`,
        left: true,
      };
    case 'unknown':
      return {
        tone: 'danger',
        title: 'It is not known whether your decision arrived.',
        text: 'It was not sent a second time. Refresh and look at its state before you decide again.',
        left: false,
      };
    case 'cancelled':
      return null;
    default:
      return result satisfies never;
  }
}

const inState = (name: string): string => `it is now “${stateWords(name)}”`;

function whoseText(whose: 'ours' | 'not-told'): string {
  return whose === 'ours' ? '' : ' The platform does not tell whose decision it took.';
}

function retiredText(count: number): string {
  if (count === 0) return '';
  return count === 1 ? ' One earlier client was retired.' : ` ${count} earlier clients were retired.`;
}
