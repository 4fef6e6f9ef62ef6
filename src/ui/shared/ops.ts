const LABELS: Readonly<Record<string, string>> = {
  twoconv: '1×3·3×1',
  conv3: '3×3',
  conv5: '5×5',
  conv7: '7×7',
  max: 'max',
  avg: 'avg',
  identity: 'id',
  sep: 'sep',
};

const WORDS: Readonly<Record<string, string>> = {
  twoconv: '1 by 3 then 3 by 1 convolution',
  conv3: '3 by 3 convolution',
  conv5: '5 by 5 convolution',
  conv7: '7 by 7 convolution',
  max: 'max pooling',
  avg: 'average pooling',
  identity: 'identity',
  sep: 'separable convolution',
};

/** Tokens may come from a file: 'constructor' is no op, and no word either. */
const wordFor = (words: Readonly<Record<string, string>>, token: string): string =>
  (Object.hasOwn(words, token) ? words[token] : undefined) ?? token;

/** Short label of an op token; a token without one is its own label. */
export function opLabel(token: string): string {
  return wordFor(LABELS, token);
}

/** What an op is, in words to be read aloud. */
export function opWords(token: string): string {
  return wordFor(WORDS, token);
}

/** 'conv5,twoconv' -> '5×5, 1×3·3×1'. */
export function archLabel(arch: string): string {
  return arch.split(',').map(opLabel).join(', ');
}
