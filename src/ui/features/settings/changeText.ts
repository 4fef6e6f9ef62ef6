import { GROUPS } from './fields';
import { shownValue } from './fieldText';
import { type Draft, leafAt, valueAt } from './schemaFields';

/** What was changed, in words: 'learning rate 1e-3'; path '' is everything at once. */
export function changeText(path: string, draft: Draft): string {
  const field = GROUPS.flatMap(({ fields }) => fields).find((candidate) => candidate.path === path);
  if (field === undefined || leafAt(draft, path) === null) return 'other settings';
  const name = /^[A-Z][a-z]/.test(field.label) ? field.label[0]?.toLowerCase() + field.label.slice(1) : field.label;
  const value = valueAt(draft, path);
  if (Array.isArray(value)) return `${name}: ${value.length}`;
  return `${name} ${shownValue(field, value)}${field.unit === undefined || value === null ? '' : ` ${field.unit}`}`;
}
