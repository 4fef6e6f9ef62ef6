import { z } from 'zod';
import { LabError } from '../core/errors';
import type { JsonValue } from '../core/json';
import type { RngState } from '../core/rng';

const word = z.number().int().min(0).max(0xffffffff);

/** Four unsigned words, not all zero (xoshiro's one forbidden state). */
export const rngStateSchema = z
  .tuple([word, word, word, word])
  .refine((state): state is [number, number, number, number] => state.some((value) => value !== 0), 'all words are 0')
  .transform((state): RngState => state);

/** A strategy's state by its schema; throws LabError 'checkpoint' naming the first field that does not fit. */
export function parseState<T>(schema: z.ZodType<T>, state: JsonValue, strategy: string): T {
  const parsed = schema.safeParse(state);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = ['strategy', ...(issue?.path ?? [])].join('.');
  throw new LabError(
    'checkpoint',
    `${path}: ${issue?.message ?? 'not a state'} (strategy '${strategy}').`,
    'The checkpoint is damaged or of another strategy: start the run again.',
  );
}

/** Everything a strategy is told must be what it asked for; anything else is a fault of the caller. */
export function checkObservations(
  asked: readonly { readonly trial: number }[] | null,
  told: readonly { readonly trial: number }[],
): void {
  if (asked === null) throw new RangeError('Strategy.tell: nothing has been asked');
  if (asked.length !== told.length || asked.some((proposal, i) => proposal.trial !== told[i]?.trial)) {
    const trials = (list: readonly { readonly trial: number }[]) => list.map(({ trial }) => trial).join(', ');
    throw new RangeError(`Strategy.tell: asked trials [${trials(asked)}], told [${trials(told)}]`);
  }
}
