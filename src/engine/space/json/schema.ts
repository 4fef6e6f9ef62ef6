import { z } from 'zod';
import {
  countSchema,
  flagSchema,
  hyperSchema,
  LAYER_SCHEMAS,
  nameSchema,
  scalarSchema,
  trainingSchema,
  useSchema,
} from '../blocks/layerSchema';
import type { Module, SpaceDefinition } from '../blocks/types';
import { MAX_FORMULA } from '../blocks/words';
import type { ProfileId } from '../types';

/** The JSON form of a search space, for people to write. docs/space-json.md shows every part by example. */

const MAX_MEMBERS = 500;

const name = nameSchema.exactOptional();
const valueSchema = z.union([scalarSchema, hyperSchema, useSchema]);

/** A record with at most MAX_MEMBERS members under names. */
const named = <T extends z.ZodType>(member: T) =>
  z
    .record(nameSchema, member)
    .refine((all) => Object.keys(all).length <= MAX_MEMBERS, `there may be at most ${MAX_MEMBERS} members`);

const moduleRef: z.ZodType<Module> = z.lazy(() => moduleSchema);
const list = z.array(moduleRef).max(MAX_MEMBERS);
const listOrNamed = z.union([list, named(moduleRef)]);

const containers = [
  z.strictObject({ kind: z.literal('sequential'), name, modules: list }),
  z.strictObject({ kind: z.literal('permutation'), name, modules: listOrNamed, order: valueSchema.exactOptional() }),
  z.strictObject({
    kind: z.literal('optional'),
    name,
    module: moduleRef,
    when: flagSchema.exactOptional(),
    keepLink: z.boolean().exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('repeat'),
    name,
    module: moduleRef,
    count: countSchema,
    step: nameSchema.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('or'), name, options: listOrNamed, choice: valueSchema.exactOptional() }),
  z.strictObject({
    kind: z.literal('when'),
    name,
    test: z.string().min(1).max(MAX_FORMULA),
    yes: moduleRef,
    no: moduleRef.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('add'), name, branches: list, calibrate: z.boolean().exactOptional() }),
  z.strictObject({ kind: z.literal('concat'), name, branches: list, calibrate: z.boolean().exactOptional() }),
  z.strictObject({
    kind: z.literal('cell'),
    name,
    inputs: z.union([z.literal(1), z.literal(2)]).exactOptional(),
    filters: countSchema.exactOptional(),
    nodes: named(moduleRef),
    output: z.union([z.enum(['looseEnds', 'last']), z.array(nameSchema).max(MAX_MEMBERS)]).exactOptional(),
    merge: z.enum(['concat', 'add']).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('inputChoice'),
    name,
    from: z.array(nameSchema).max(MAX_MEMBERS).exactOptional(),
    choose: z.union([z.number().int().min(1).max(100), z.literal('any')]).exactOptional(),
    merge: z.enum(['add', 'concat']).exactOptional(),
    calibrate: z.boolean().exactOptional(),
    choice: valueSchema.exactOptional(),
  }),
] as const;

const moduleUseSchema = z
  .strictObject({ use: nameSchema, as: nameSchema.exactOptional() })
  .meta({ id: 'moduleUse', description: 'A module of the section `modules`; uses with the same `as` share its decisions.' });

const kindSchema = z.discriminatedUnion('kind', [...LAYER_SCHEMAS, ...containers]);

const moduleSchema: z.ZodType<Module> = z
  .union([kindSchema, moduleUseSchema])
  .meta({ id: 'module', description: 'A layer, or modules put together.' });

const constantsSchema = named(z.number().min(-1e9).max(1e9));
const profileShape = {
  paper: constantsSchema.exactOptional(),
  teach: constantsSchema.exactOptional(),
  'as-published': constantsSchema.exactOptional(),
} satisfies Record<ProfileId, z.ZodType>;

/** A whole search space. Strict: a key that is not known is refused. What the schema cannot say is checked by diagnose. */
export const definitionSchema: z.ZodType<SpaceDefinition> = z
  .strictObject({
    version: z.literal(1),
    title: z.string().min(1).max(120),
    source: z.string().min(1).max(200).exactOptional(),
    hyperparameters: named(hyperSchema).exactOptional(),
    modules: named(moduleRef).exactOptional(),
    network: moduleRef,
    head: moduleRef.exactOptional(),
    training: trainingSchema.exactOptional(),
    profiles: z.strictObject(profileShape).exactOptional(),
  })
  .meta({ title: 'Search space', description: 'A search space of the lab: docs/space-json.md.' });

/** The keys that a module of this kind may have; null where there is no such kind. */
export function moduleKeys(kind: unknown): readonly string[] | null {
  for (const option of [...LAYER_SCHEMAS, ...containers, ...hyperSchema.options]) {
    if (option.shape.kind.value === kind) return Object.keys(option.shape);
  }
  return null;
}

/** Kinds of modules, and kinds of hyperparameters. */
export const MODULE_KINDS: readonly string[] = [...LAYER_SCHEMAS, ...containers].map((option) => option.shape.kind.value);
export const HYPER_KINDS: readonly string[] = hyperSchema.options.map((option) => option.shape.kind.value);
export const TOP_KEYS: readonly string[] = [
  'version',
  'title',
  'source',
  'hyperparameters',
  'modules',
  'network',
  'head',
  'training',
  'profiles',
];
export const TRAINING_KEYS: readonly string[] = Object.keys(trainingSchema.shape);

/** The schema as JSON Schema (draft 2020-12), for editors that complete and check by it. */
export function definitionJsonSchema(): z.core.JSONSchema.JSONSchema {
  return z.toJSONSchema(definitionSchema, { io: 'input' });
}
