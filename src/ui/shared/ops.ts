const LABELS: Readonly<Record<string, string>> = {
  twoconv: '1×3·3×1',
  conv3: '3×3',
  conv5: '5×5',
  conv7: '7×7',
  max: 'max',
  avg: 'avg',
  identity: 'id',
  sep: 'sep',
  skip_connect: 'skip',
};

/** The ops of NATS-Bench and DARTS: a kind and a side. */
const SIDED: Readonly<Record<string, string>> = {
  nor_conv: 'conv',
  sep_conv: 'sep',
  dil_conv: 'dil',
  avg_pool: 'avg',
  max_pool: 'max',
};
const KIND_AND_SIDE = /(nor_conv|sep_conv|dil_conv|avg_pool|max_pool)_(\d)x(\d)/g;

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

const sidedLabel = (text: string): string =>
  text.replaceAll(KIND_AND_SIDE, (_, kind: string, height: string, width: string) => `${SIDED[kind]} ${height}×${width}`);

/** Short label of an op token; a token without one is its own label. */
export function opLabel(token: string): string {
  return sidedLabel(wordFor(LABELS, token));
}

/** What an op is, in words to be read aloud. */
export function opWords(token: string): string {
  return wordFor(WORDS, token);
}

/** Four digits tell points apart; a text form has up to seventeen. */
const LONG_NUMBER = /-?\d+\.\d{5,}(?:e[+-]?\d+)?/g;

/** 'conv5,twoconv' -> '5×5, 1×3·3×1'; '|nor_conv_3x3~0|' -> '|conv 3×3~0|'; 'x1=6.320275221894523,x2=0' -> 'x1=6.32, x2=0'. */
export function archLabel(arch: string): string {
  return arch
    .split(',')
    .map(opLabel)
    .join(', ')
    .replaceAll('skip_connect', 'skip')
    .replaceAll(LONG_NUMBER, (text) => String(Number(Number(text).toPrecision(4))));
}

/** A text of at most so many characters: what is too long loses its middle, since beginnings and ends tell architectures apart. */
export function shortText(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) * 0.6);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}
