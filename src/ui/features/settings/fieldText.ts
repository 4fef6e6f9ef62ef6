import type { FieldText } from './fields';

/** Small numbers as people write them: 3.5e-4, not 0.00035. */
export function numberText(value: unknown): string {
  if (typeof value !== 'number' || Number.isNaN(value)) return '';
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value);
}

/** A value of a field in words. */
export function shownValue(field: FieldText, value: unknown): string {
  if (value === null) return field.off ?? 'off';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') return numberText(value);
  return field.options?.[String(value)] ?? String(value);
}
