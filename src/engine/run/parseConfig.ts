import { z } from 'zod';
import { LabError } from '../core/errors';
import type { JsonValue } from '../core/json';
import { nearestName, suggestName } from '../core/nearestName';
import { ESTIMATORS } from '../estimate/metadata';
import { REWARDS } from '../reward/presets';
import { STRATEGIES } from '../search/metadata';
import { type RunConfig, runConfigSchema } from './config';

type Path = readonly PropertyKey[];

/** Longer values are cut in messages. */
const SHOWN = 80;

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner !== null && typeof inner === 'object' ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** The schema of a path, through unions by the value's own id and through nullables; undefined where there is none. */
function schemaAt(schema: z.core.$ZodType | undefined, value: unknown, path: Path): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodNullable) return schemaAt(schema.unwrap(), value, path);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const id = at(value, ['id']);
    return schemaAt(
      schema.options.find((option) => literalId(option) === id),
      value,
      path,
    );
  }
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  if (!(schema instanceof z.ZodObject)) return undefined;
  return schemaAt(schema.shape[String(key)], at(value, [key]), rest);
}

function literalId(option: z.core.$ZodType): unknown {
  const id = option instanceof z.ZodObject ? option.shape.id : undefined;
  return id instanceof z.ZodLiteral ? id.value : undefined;
}

function keysAt(value: unknown, path: Path): readonly string[] {
  const schema = schemaAt(runConfigSchema, value, path);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** ids of the union at strategy, estimator or reward. */
function idsAt(path: Path): readonly string[] {
  const schema = path.length === 1 ? runConfigSchema.shape[path[0] as keyof typeof runConfigSchema.shape] : undefined;
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return [];
  return schema.options.map(literalId).filter((id): id is string => typeof id === 'string');
}

function configError(value: unknown, issue: z.core.$ZodIssue): LabError {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const full = [...issue.path.map(String), key].join('.');
    const known = keysAt(value, issue.path);
    const got = show(at(value, [...issue.path, key]));
    return new LabError(
      'config',
      `config: unknown key '${full}' (value ${got}).`,
      `Remove it. ${suggestName(key, known)}`.trim(),
    );
  }
  const id = at(value, issue.path);
  const parent = issue.path.at(-1) === 'id' ? issue.path.slice(0, -1) : issue.path;
  const ids = idsAt(parent);
  if (issue.path.at(-1) === 'id' && ids.length > 0) {
    return new LabError('config', `config: ${path}: there is none called ${show(id)}.`, suggestName(String(id), ids));
  }
  const what = path === '' ? 'config' : `config: ${path}`;
  return new LabError(
    'config',
    `${what}: got ${show(id)}. ${issue.message}.`,
    path === '' ? 'Write a run configuration as a JSON object.' : `Set ${path} to a value in that range.`,
  );
}

/**
 * A run configuration from outside (a file, a link, a form). Throws LabError 'config' with the path, the value, the rule
 * and a remedy; for an unknown key or id, with the nearest known one.
 */
export function parseRunConfig(json: unknown): RunConfig {
  const parsed = runConfigSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const version = at(json, ['version']);
  if (typeof version === 'number' && version > 1) {
    throw new LabError(
      'config',
      `config: version ${version} is newer than this lab's (1).`,
      'Update the lab, or reload the page.',
    );
  }
  const issue = parsed.error.issues[0];
  if (issue === undefined) throw new RangeError('parseRunConfig: refused without an issue');
  throw configError(json, issue);
}

/** Defaults of a section under a new id; the profile is 'teach', whose tables the lab ships. */
function sectionDefaults(section: string, id: string): JsonValue | undefined {
  switch (section) {
    case 'strategy':
      return STRATEGIES.find((entry) => entry.id === id)?.defaults;
    case 'estimator':
      return ESTIMATORS.find((entry) => entry.id === id)?.defaults;
    case 'reward':
      return REWARDS.find((entry) => entry.id === id)?.defaults('teach');
    default:
      return undefined;
  }
}

/**
 * The config with one assignment 'path=value' made, e.g. 'strategy.learningRate=0.001'. The value is JSON where it can
 * be read as such, else text. Setting strategy.id, estimator.id or reward.id to another name replaces the section by that
 * entry's defaults. Throws LabError 'config' for a path there is none of (with the nearest) or a value out of range.
 */
export function applySet(config: RunConfig, assignment: string): RunConfig {
  const equals = assignment.indexOf('=');
  if (equals < 1) {
    throw new LabError('config', `--set '${assignment}': expected path=value.`, "Write it as in 'strategy.learningRate=0.001'.");
  }
  const path = assignment.slice(0, equals).trim().split('.');
  const value = readValue(assignment.slice(equals + 1).trim());
  const [section = '', key] = path;
  if (path.length === 2 && key === 'id' && typeof value === 'string' && at(config, path) !== value) {
    const defaults = sectionDefaults(section, value);
    if (defaults !== undefined) return parseRunConfig({ ...config, [section]: defaults });
  }
  for (const [depth, name] of path.entries()) {
    const before = path.slice(0, depth);
    const known = keysAt(config, before);
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    throw new LabError(
      'config',
      `--set '${assignment}': there is no '${path.slice(0, depth + 1).join('.')}'.`,
      [
        nearest === null ? '' : `Did you mean '${[...before, nearest].join('.')}'?`,
        known.length === 0 ? '' : `Known: ${known.join(', ')}.`,
      ]
        .filter((part) => part !== '')
        .join(' ') || 'Set one of its parents.',
    );
  }
  return parseRunConfig(assign(config, path, value));
}

function readValue(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return text;
    throw thrown;
  }
}

function assign(target: unknown, path: readonly string[], value: JsonValue): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  return { ...(target as object), [key]: assign(at(target, [key]), rest, value) };
}
