import { z } from 'zod';
import { formats, type FormatId as Id } from './formats.ts';

/** Schema of a format's id, for what crosses processes. */
export const FormatId = z.enum(Object.keys(formats) as [Id, ...Id[]]);
