import { expect, test } from 'vitest';
import { stateWords } from './state-words.ts';

test.each([
  ['ApprovalRequired', 'Approval required'],
  ['InProcess', 'In process'],
  ['Ready', 'Ready'],
  ['State 512', 'State 512'],
  ['Approval required', 'Approval required'],
])('%s is written %s', (name, words) => expect(stateWords(name)).toBe(words));
