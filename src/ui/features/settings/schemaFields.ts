import { z } from 'zod';
import { runConfigSchema } from '../../../engine/run/config';
import { formatNumber } from '../../shared/format';
import { issueText } from '../../shared/issueText';

/** What the schema of RunConfig says of one value. */
export interface Leaf {
  readonly kind: 'number' | 'text' | 'choice' | 'switch';
  readonly isInteger: boolean;
  readonly nullable: boolean;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** True where the minimum itself is not allowed. */
  readonly aboveMinimum: boolean;
  readonly values: readonly string[];
  /** It may be left out; then it is as standardOf says. */
  readonly isOptional: boolean;
}

interface Node {
  /** Several where a number without bounds may also be null. */
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

const nodeSchema: z.ZodType<Node> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    properties: z.record(z.string(), nodeSchema).optional(),
    required: z.array(z.string()).optional(),
    oneOf: z.array(nodeSchema).optional(),
    anyOf: z.array(nodeSchema).optional(),
    enum: z.array(z.unknown()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
  }),
) as z.ZodType<Node>;

const ROOT: Node = nodeSchema.parse(z.toJSONSchema(runConfigSchema, { unrepresentable: 'any' }));

const variantsOf = (node: Node): readonly Node[] => node.oneOf ?? node.anyOf ?? [];

/** A config while it is edited: any JSON, numbers perhaps NaN. */
export type Draft = Readonly<Record<string, unknown>>;

export function isDraft(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value under 'a.b.c'; undefined where there is none. */
export function valueAt(draft: Draft, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (isDraft(at) && Object.hasOwn(at, key) ? at[key] : undefined), draft);
}

/** A copy with another value under 'a.b.c'; undefined: without one. */
export function withValue(draft: Draft, path: string, value: unknown): Draft {
  const [key, ...rest] = path.split('.');
  if (key === undefined) return draft;
  if (rest.length === 0) {
    const { [key]: _before, ...others } = draft;
    return value === undefined ? others : { ...draft, [key]: value };
  }
  const inner = draft[key];
  return { ...draft, [key]: withValue(isDraft(inner) ? inner : {}, rest.join('.'), value) };
}

/** The member of a union that the draft's id names. */
function chosen(node: Node, draft: unknown): Node | null {
  if (node.properties !== undefined) return node;
  const id = isDraft(draft) ? draft.id : undefined;
  return variantsOf(node).find((variant) => variant.properties?.id?.const === id) ?? null;
}

function leafOf(node: Node, isOptional = false): Leaf {
  const variants = variantsOf(node);
  const withNull = variants.some((variant) => variant.type === 'null');
  const value = withNull ? (variants.find((variant) => variant.type !== 'null') ?? node) : node;
  const types = [value.type ?? []].flat();
  const isNumber = types.includes('number') || types.includes('integer');
  const values = (value.enum ?? []).filter((entry): entry is string => typeof entry === 'string');
  return {
    kind: isNumber ? 'number' : types.includes('boolean') ? 'switch' : values.length > 0 ? 'choice' : 'text',
    isInteger: types.includes('integer'),
    nullable: withNull || types.includes('null'),
    minimum: value.exclusiveMinimum ?? value.minimum ?? null,
    maximum: value.maximum ?? null,
    aboveMinimum: value.exclusiveMinimum !== undefined,
    values,
    isOptional,
  };
}

/** What a value that may be left out is without being set: the schemas say it first, or it is the least. */
export const standardOf = ({ kind, values, minimum }: Leaf): unknown =>
  kind === 'choice' ? values[0] : kind === 'number' ? (minimum ?? 0) : kind === 'switch' ? false : '';

/** What is allowed under 'a.b.c' of this draft; null where its choices have no such value. */
export function leafAt(draft: Draft, path: string): Leaf | null {
  let node: Node | null = ROOT;
  let value: unknown = draft;
  let isOptional = false;
  for (const key of path.split('.')) {
    if (node === null) return null;
    if (key === 'id') {
      const ids = variantsOf(node).flatMap((variant) => variant.properties?.id?.const ?? []);
      if (ids.length > 0) return { ...leafOf({}), kind: 'choice', values: ids.map(String) };
    }
    const inside: Node | null = chosen(node, value);
    // A strategy's absent keys are written out where a draft begins (edits.ts).
    isOptional = inside?.required?.includes(key) !== true && !path.startsWith('strategy.');
    node = inside?.properties?.[key] ?? null;
    value = isDraft(value) ? value[key] : undefined;
  }
  return node === null ? null : leafOf(node, isOptional);
}

/** Paths of every value that any configuration can have, each once. */
export function allPaths(): readonly string[] {
  const paths = new Set<string>();
  const walk = (node: Node, path: string): void => {
    const inner = [node, ...variantsOf(node)].filter((entry) => entry.properties !== undefined);
    if (inner.length === 0 && path !== 'space.definition') paths.add(path);
    // A space of one's own is edited in its own panel, as a whole.
    if (path === 'space.definition') return;
    for (const entry of inner) {
      for (const [key, child] of Object.entries(entry.properties ?? {})) walk(child, path === '' ? key : `${path}.${key}`);
    }
  };
  walk(ROOT, '');
  return [...paths];
}

const isEqual = (a: unknown, b: unknown): boolean =>
  Object.is(a, b) || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => isEqual(item, b[i])));

/** Paths whose values differ; one that the choices of a draft do not have counts as absent there. */
export function changedPaths(draft: Draft, before: Draft): readonly string[] {
  const valueIn = (of: Draft, path: string): unknown => (leafAt(of, path) === null ? undefined : valueAt(of, path));
  return allPaths().filter((path) => !isEqual(valueIn(draft, path), valueIn(before, path)));
}

/** '1 to 512', 'more than 0, up to 1'; '' where there is no range. */
export function rangeText(leaf: Leaf): string {
  if (leaf.kind !== 'number') return '';
  const { minimum, maximum } = leaf;
  const low = minimum === null ? '' : leaf.aboveMinimum ? `more than ${formatNumber(minimum)}` : formatNumber(minimum);
  const high = maximum === null ? '' : formatNumber(maximum);
  if (low === '' || high === '') return low || (high === '' ? '' : `up to ${high}`);
  return leaf.aboveMinimum ? `${low}, up to ${high}` : `${low} to ${high}`;
}

/** One sentence for each value that is not allowed, by path. */
export function faultsOf(draft: Draft): ReadonlyMap<string, string> {
  const parsed = runConfigSchema.safeParse(draft);
  const faults = new Map<string, string>();
  if (parsed.success) return faults;
  for (const issue of parsed.error.issues) {
    // Of a list (objectives, faults) the list is what has a field.
    const path = issue.path.slice(0, issue.path.findIndex((key) => typeof key === 'number') >>> 0).join('.');
    if (!faults.has(path)) faults.set(path, issueText(issue));
  }
  return faults;
}
