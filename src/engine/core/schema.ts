import { z } from 'zod';

/** An integer from 1 to max. */
export const count = (max: number) => z.number().int().min(1).max(max);
