import type { z } from 'zod';
import { suggestName } from '../../core/nearestName';
import { moduleKeys, TOP_KEYS, TRAINING_KEYS } from './schema';

/** A fault in a definition: where, what, and what to do. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly remedy: string;
}

type Issue = z.core.$ZodIssue;

const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

const shown = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
};

/** Of the ways a value could have been meant, the one its keys speak for; null where none fits better than the others. */
function meant(value: unknown, ways: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const blames = (way: readonly Issue[], key: string): boolean =>
    way.some((issue) => issue.path.length === 1 && issue.path[0] === key && issue.code === 'invalid_type');
  const whole = (way: readonly Issue[]): boolean => way.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type');
  const kept = ways.filter((way) => !whole(way));
  if (isRecord(value)) {
    const wanted = 'use' in value && !('kind' in value) ? kept.find((way) => !blames(way, 'kind') && !unmatched(way)) : undefined;
    return wanted ?? kept.find((way) => !blames(way, 'use')) ?? null;
  }
  return kept.length === 1 ? (kept[0] ?? null) : (kept.find((way) => way.some((issue) => issue.path.length > 0)) ?? null);
}

/** A union told apart by its kind, of which this value has none. */
const unmatched = (way: readonly Issue[]): boolean =>
  way.some((issue) => issue.code === 'invalid_union' && issue.errors.length === 0);

function expected(ways: readonly (readonly Issue[])[]): string {
  const words = ways.flatMap((way) =>
    way.flatMap((issue) => {
      if (issue.code === 'invalid_type') return [issue.expected === 'object' ? '{...}' : issue.expected];
      if (issue.code === 'invalid_value') return issue.values.map((value) => `'${String(value)}'`);
      return [];
    }),
  );
  return [...new Set(words)].join(', ');
}

function unknownKey(json: unknown, path: readonly PropertyKey[], key: string): Fault {
  const holder = valueAt(json, path);
  const kind = isRecord(holder) ? holder.kind : undefined;
  const section = path.length === 1 ? path[0] : undefined;
  const known =
    path.length === 0
      ? TOP_KEYS
      : section === 'training'
        ? TRAINING_KEYS
        : section === 'profiles'
          ? ['paper', 'teach', 'as-published']
          : (moduleKeys(kind) ?? ['use', 'as']);
  const at = [...path, key];
  return { path: at, message: `unknown key '${key.slice(0, 40)}'.`, remedy: suggestName(key, known) || 'Remove it.' };
}

/** What the schema found wrong, each fault where it lies. */
export function faultsOf(json: unknown, issues: readonly Issue[], base: readonly PropertyKey[] = []): readonly Fault[] {
  // A misspelt key explains the one that is missing.
  const ordered = issues.toSorted((a, b) => Number(b.code === 'unrecognized_keys') - Number(a.code === 'unrecognized_keys'));
  return ordered.flatMap((issue): readonly Fault[] => {
    const path = [...base, ...issue.path];
    const value = valueAt(json, path);
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(json, path, key));
    if (issue.code === 'invalid_key') {
      const [first] = issue.issues;
      const remedy = 'Rename it.';
      return [{ path, message: `'${String(path[path.length - 1])}' is no name: ${first?.message ?? issue.message}.`, remedy }];
    }
    if (issue.code === 'invalid_union') {
      if (issue.errors.length === 0) {
        const kinds = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
        return value === undefined
          ? [{ path: path.slice(0, -1), message: "'kind' is missing.", remedy: `Write one of ${kinds.join(', ')}.` }]
          : [
              {
                path,
                message: `there is no kind ${shown(value)}.`,
                remedy: suggestName(String(value), kinds) || `Known: ${kinds.join(', ')}.`,
              },
            ];
      }
      const way = value === undefined ? null : meant(value, issue.errors);
      if (way !== null) return faultsOf(json, way, path);
      const wanted = expected(issue.errors);
      return [missingOr(path, value, wanted === '' ? issue.message : `expected ${wanted}`)];
    }
    return [missingOr(path, value, issue.message.replace(/^Invalid input: /, ''))];
  });
}

function missingOr(path: readonly PropertyKey[], value: unknown, rule: string): Fault {
  const name = String(path[path.length - 1] ?? 'definition');
  if (value === undefined) {
    return { path, message: `'${name}' is missing (${rule}).`, remedy: `Add "${name}".` };
  }
  return { path, message: `got ${shown(value)}: ${rule}.`, remedy: 'Correct the value.' };
}
