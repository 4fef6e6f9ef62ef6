import { type JsonPlace, membersAfter, placeAt } from './jsonPlace';

/** The part of JSON Schema that the spaces' schema is written in. */
export interface Schema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly anyOf?: readonly (Schema | boolean)[] | undefined;
  readonly oneOf?: readonly (Schema | boolean)[] | undefined;
  readonly properties?: { readonly [name: string]: Schema | boolean } | undefined;
  readonly additionalProperties?: Schema | boolean | undefined;
  readonly items?: Schema | boolean | readonly (Schema | boolean)[] | undefined;
  readonly required?: readonly string[] | undefined;
  readonly $defs?: { readonly [name: string]: Schema | boolean } | undefined;
}

/** Something that may be written at the caret. */
export interface Word {
  readonly label: string;
  /** As it stands in the text, quotes included; `after` of the caret's word follows it where it is chosen. */
  readonly insert: string;
  readonly detail: string;
}

/** Every way a schema can be met, references and unions resolved. */
function ways(root: Schema, schema: Schema | boolean | undefined, depth = 0): readonly Schema[] {
  if (schema === undefined || typeof schema === 'boolean' || depth > 12) return [];
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace(/^#\/\$defs\//, '');
    return ways(root, root.$defs?.[name], depth + 1);
  }
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return union.flatMap((one) => ways(root, one, depth + 1));
  return [schema];
}

const constOf = (root: Schema, schema: Schema | boolean | undefined): unknown => ways(root, schema)[0]?.const;

/** The ways that agree with the kind an object says it has; all where it says none. */
function ofKind(root: Schema, all: readonly Schema[], members: ReadonlyMap<string, string | null>): readonly Schema[] {
  const kind = members.get('kind');
  if (kind !== undefined && kind !== null) return all.filter(({ properties }) => constOf(root, properties?.kind) === kind);
  if (members.has('use')) return all.filter(({ properties }) => properties?.use !== undefined);
  return all;
}

function inside(root: Schema, all: readonly Schema[], step: string | number): readonly Schema[] {
  return all.flatMap((one) => {
    if (typeof step === 'number') return Array.isArray(one.items) ? [] : itemsOf(root, one);
    const member = one.properties?.[step] ?? one.additionalProperties;
    return ways(root, member);
  });
}

const itemsOf = (root: Schema, { items }: Schema): readonly Schema[] =>
  typeof items === 'object' && !('length' in items) ? ways(root, items) : [];

const typeText = (root: Schema, schema: Schema | boolean | undefined): string => {
  const texts = ways(root, schema).flatMap(({ type, const: fixed, properties }) => {
    if (fixed !== undefined) return [JSON.stringify(fixed)];
    if (properties?.use !== undefined) return [];
    if (properties?.kind !== undefined) return ['{kind}'];
    if (typeof type !== 'string') return [];
    return [type === 'array' ? '[...]' : type === 'object' ? '{...}' : type];
  });
  return [...new Set(texts)].slice(0, 3).join(' | ');
};

/** Names for {"use": ...}: modules where a module stands, hyperparameters elsewhere. */
export interface Names {
  readonly modules: readonly string[];
  readonly hyperparameters: readonly string[];
}

/** What a valid value begins as: the caret belongs between the brackets. */
function valueWords(root: Schema, all: readonly Schema[]): readonly Word[] {
  return all.flatMap((one): readonly Word[] => {
    if (one.const !== undefined) return [{ label: String(one.const), insert: JSON.stringify(one.const), detail: '' }];
    if (one.enum !== undefined) {
      return one.enum.map((value) => ({ label: String(value), insert: JSON.stringify(value), detail: '' }));
    }
    if (one.type === 'boolean') return [true, false].map((value) => ({ label: `${value}`, insert: `${value}`, detail: '' }));
    const kind = constOf(root, one.properties?.kind);
    if (kind !== undefined) {
      return [{ label: `{ kind: ${String(kind)} }`, insert: `{ "kind": ${JSON.stringify(kind)} }`, detail: 'new' }];
    }
    return [];
  });
}

/** What may be written at a place, by the schema: names of members that are not there yet, kinds, values, names to use. */
export function wordsAt(
  root: Schema,
  place: JsonPlace,
  present: ReadonlyMap<string, string | null>,
  names: Names,
): readonly Word[] {
  let all: readonly Schema[] = [root];
  let holder = all;
  const { path, around, writes } = place;
  for (const [i, step] of path.entries()) {
    const isLast = i === path.length - 1;
    const members = isLast && writes === 'value' ? new Map([...(around[i] ?? []), ...present]) : (around[i] ?? new Map());
    // While a kind is being written, every kind is possible.
    const known = isLast && step === 'kind' ? new Map<string, string | null>() : members;
    holder = ofKind(root, all, known);
    all = inside(root, holder, step);
  }
  const key = path.at(-1);
  if (writes === 'value') {
    if (key === 'use') return wordsToUse(holder, names);
    const unique = new Map(valueWords(root, all).map((word) => [word.label, word]));
    return [...unique.values()];
  }
  const members = new Map([...(around.at(-1) ?? []), ...present]);
  const found = new Map<string, Word>();
  for (const one of ofKind(root, all, members)) {
    for (const [name, schema] of Object.entries(one.properties ?? {})) {
      if (members.has(name) || found.has(name)) continue;
      const needed = one.required?.includes(name) === true ? ', needed' : '';
      found.set(name, { label: name, insert: JSON.stringify(name), detail: `${typeText(root, schema)}${needed}` });
    }
  }
  return [...found.values()];
}

function wordsToUse(holder: readonly Schema[], { modules, hyperparameters }: Names): readonly Word[] {
  // Only a use of a module may say how its decisions are shared.
  const isModule = holder.some(({ properties }) => properties?.use !== undefined && properties.as !== undefined);
  const [names, detail] = isModule ? [modules, 'module'] : [hyperparameters, 'hyperparameter'];
  return names.map((name) => ({ label: name, insert: JSON.stringify(name), detail }));
}

/** The names that a text gives its modules and hyperparameters, also where it is no JSON at the moment. */
export function namesIn(text: string): Names {
  const names = (section: string): readonly string[] => {
    for (const found of text.matchAll(new RegExp(`"${section}"\\s*:\\s*\\{`, 'g'))) {
      // A module may have modules of its own.
      if (placeAt(text, found.index)?.around.length === 1) {
        return [...membersAfter(text, found.index + found[0].length).keys()];
      }
    }
    return [];
  };
  return { modules: names('modules'), hyperparameters: names('hyperparameters') };
}
