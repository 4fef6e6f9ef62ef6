import { z } from 'zod';
import { depthOf, MAX_DEPTH } from './json/limits';
import { definitionSchema } from './json/schema';

/** Before the schema, which would follow any depth. */
const shallow = z.custom<unknown>(
  (value) => depthOf(value) <= MAX_DEPTH,
  `expected a search space of at most ${MAX_DEPTH} levels`,
);

export const spaceConfigSchema = z.strictObject({
  /** A space of the catalogue with its options: 'a-small', 'a-large?blocks=3', 'darts+training'; or 'custom-' and the definition's hash. */
  id: z.string().min(1).max(200),
  /** Of a space that is not in the catalogue; its id is that of spaceOf(definition). docs/space-json.md. */
  definition: shallow.pipe(definitionSchema).exactOptional(),
});

export type SpaceConfig = z.infer<typeof spaceConfigSchema>;
