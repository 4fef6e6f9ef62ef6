/** The eight operations of A_small, in the paper's order of listing; a choice is an index into this list. */
export const A_SMALL_OPS = ['twoconv', 'conv3', 'conv5', 'conv7', 'max', 'avg', 'identity', 'sep'] as const;

export type ASmallOp = (typeof A_SMALL_OPS)[number];

/** Side of the square kernel of a plain convolution. */
export const CONV_SIDE = { conv3: 3, conv5: 5, conv7: 7 } as const;

export type Cell = readonly [op1: ASmallOp, op2: ASmallOp];
