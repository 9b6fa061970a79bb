import { z } from 'zod';
import { stateOf } from '../states.ts';

/** A state on the wire: a number, parsed to a `State`. Apart from the table of states, so that the window can take that without zod. */
export const State = z.number().int().min(0).max(0x7fff_ffff).transform(stateOf);
