import type { z } from 'zod';
import { formatNumber } from './format';

/** What a value would have to be, as one sentence for the person who typed it. */
export function issueText(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'string'
        ? `At most ${formatNumber(Number(issue.maximum))} characters.`
        : `At most ${formatNumber(Number(issue.maximum))}.`;
    case 'too_small':
      if (issue.origin === 'string') return 'It cannot be empty.';
      return `${issue.inclusive === false ? 'More than' : 'At least'} ${formatNumber(Number(issue.minimum))}.`;
    case 'invalid_type':
      return issue.expected === 'int' ? 'A whole number, please.' : `A ${issue.expected}, please.`;
    case 'invalid_format':
      return 'Only small letters, digits and hyphens.';
    default:
      return `${issue.message}.`;
  }
}
