import { states } from '../../app/platform/states.ts';
import { stateWords } from '../ui/state-words.ts';

/** The states that a list can be filtered by, as the platform numbers them. */
export const stateChoices = states.map(({ value, name }) => ({ value: String(value), label: stateWords(name) }));
