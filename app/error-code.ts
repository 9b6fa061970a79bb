import { z } from 'zod';
import { errorTexts } from './errors.ts';

/**
 * Schema of an error code, for failures that cross processes. Apart from the table of words, so that the window can take
 * the words without zod.
 */
export const ErrorCode = z.enum(Object.keys(errorTexts) as [keyof typeof errorTexts, ...(keyof typeof errorTexts)[]]);
