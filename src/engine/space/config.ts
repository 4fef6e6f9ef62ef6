import { z } from 'zod';

export const spaceConfigSchema = z.strictObject({
  /** A space of the catalogue with its options: 'a-small', 'a-large?blocks=3', 'darts+training'. */
  id: z.string().min(1).max(200),
});

export type SpaceConfig = z.infer<typeof spaceConfigSchema>;
