import { z } from 'zod';
import { count } from '../core/schema';

export const rewardSchema = z.discriminatedUnion('id', [
  z.strictObject({ id: z.literal('val') }),
  z.strictObject({ id: z.literal('max-params'), maxParams: count(1_000_000_000), penalty: z.number().min(-1e6).max(1e6) }),
  z.strictObject({ id: z.literal('latency'), targetMs: z.number().gt(0).max(1e6), weight: z.number().min(0).max(1000) }),
  z.strictObject({
    id: z.literal('mnasnet'),
    targetMs: z.number().gt(0).max(1e6),
    alpha: z.number().min(-10).max(10),
    beta: z.number().min(-10).max(10),
  }),
  z.strictObject({ id: z.literal('code'), source: z.string().min(1).max(20_000), deadlineMs: z.number().min(1).max(10_000) }),
]);

export type RewardConfig = z.infer<typeof rewardSchema>;
