import { z } from 'zod';
import type { JsonValue } from '../core/json';
import { depthOf, MAX_DEPTH } from './json/limits';

/** A search space as plain JSON. Its schema is checked where the space is opened: json/schema.ts. */
export type DefinitionJson = { readonly [key: string]: JsonValue };

const isDefinition = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && depthOf(value) <= MAX_DEPTH;

export const spaceConfigSchema = z.strictObject({
  /** A space of the catalogue with its options: 'a-small', 'a-large?blocks=3', 'darts+training'; or 'custom-' and the definition's hash. */
  id: z.string().min(1).max(200),
  /** Of a space that is not in the catalogue; its id is spaceOfJson(definition).id. docs/space-json.md. */
  definition: z
    .custom<DefinitionJson>(isDefinition, `expected a search space as a JSON object of at most ${MAX_DEPTH} levels`)
    .exactOptional(),
});

export type SpaceConfig = z.infer<typeof spaceConfigSchema>;
