/** Names of hyperparameters, modules, nodes and options: they stand in the canonical text, so no ',' and no '='. */
export const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

/** Longer lists of options are refused: they would be a decision that no strategy can tell apart. */
export const MAX_OPTIONS = 1000;
export const MAX_FORMULA = 400;

export const PADDINGS = ['same', 'valid'] as const;
export const ACTIVATIONS = ['relu', 'tanh', 'sigmoid', 'relu6', 'swish', 'none'] as const;
