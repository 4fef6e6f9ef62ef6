import { describe, expect, it } from 'vitest';
import { LabError } from '../../../../src/engine/core/errors';
import type { RunConfig } from '../../../../src/engine/run/config';
import { decodeLink, encodeLink, isRunLink } from '../../../../src/ui/shared/runLink';

const config: RunConfig = {
  version: 1,
  title: 'Paper, figure 5',
  seed: 7,
  space: { id: 'a-small' },
  strategy: {
    id: 'ppo',
    input: 'softmax',
    hidden: 100,
    initRange: 0.1,
    childrenPerEpisode: 20,
    steps: 5,
    batch: 10,
    learningRate: 3.5e-4,
    clip: 0.2,
    entropyCoefficient: 1e-4,
    baseline: { kind: 'ema', alpha: 0.05, start: 'first-batch', includeCurrent: false },
    compute: 'fused',
  },
  estimator: { id: 'table', table: 'a-small-mnist-teach', noise: 'mean' },
  reward: { id: 'code', source: '(m) => 100 * m.validAccuracy // größer ist besser', deadlineMs: 50 },
  stop: { episodes: 1000, children: null, minutes: null, reward: null, convergedFor: null },
};

type Json = Record<string, unknown>;

/** A link to any JSON value, as somebody else's program might make it. */
async function linkTo(value: unknown, version = '1'): Promise<string> {
  const stream = new Blob([JSON.stringify(value)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = Buffer.from(await new Response(stream).arrayBuffer());
  return `#run=${version}.${bytes.toString('base64url')}`;
}

async function refusal(fragment: string): Promise<LabError> {
  const thrown = await decodeLink(fragment).catch((error: unknown) => error);
  if (thrown instanceof LabError) return thrown;
  throw new Error(`expected a LabError, got ${JSON.stringify(thrown)}`);
}

const base: Json = { ...config };
const strategy: Json = { ...config.strategy };

describe('a share link', () => {
  it('brings back the same config, seed and code included', async () => {
    const link = await encodeLink(config);
    expect(link).toMatch(/^#run=1\.[A-Za-z0-9_-]+$/);
    expect(isRunLink(link)).toBe(true);
    expect(await decodeLink(link)).toEqual({ config, notes: [] });
  });

  it('is read as another program writes it', async () => {
    expect((await decodeLink(await linkTo(config))).config).toEqual(config);
  });

  it('stays below 900 characters for a preset', async () => {
    expect((await encodeLink({ ...config, reward: { id: 'val' } })).length).toBeLessThan(900);
  });

  it.each([
    ['seed', { ...base, seed: -3 }, (c: RunConfig) => c.seed, 0, /seed was -3; it is 0 here/],
    ['seed', { ...base, seed: 2 ** 40 }, (c: RunConfig) => c.seed, 0xffffffff, /seed was/],
    [
      'stop.episodes',
      { ...base, stop: { ...config.stop, episodes: 9e9 } },
      (c: RunConfig) => c.stop.episodes,
      1_000_000,
      /stop\.episodes/,
    ],
    ['stop.episodes', { ...base, stop: { ...config.stop, episodes: 10.4 } }, (c: RunConfig) => c.stop.episodes, 10, /10\.4/],
    [
      'clip',
      { ...base, strategy: { ...strategy, clip: 0 } },
      (c: RunConfig) => (c.strategy.id === 'ppo' ? c.strategy.clip : 0),
      1e-6,
      /clip/,
    ],
    ['title', { ...base, title: 'x'.repeat(500) }, (c: RunConfig) => c.title.length, 120, /title was too long/],
  ])('moves %s into its range and says so', async (_name, value, read, expected, note) => {
    const linked = await decodeLink(await linkTo(value));
    expect(read(linked.config)).toBe(expected);
    expect(linked.notes).toHaveLength(1);
    expect(linked.notes[0]).toMatch(note);
  });

  it('names every value it moved', async () => {
    const linked = await decodeLink(await linkTo({ ...base, seed: -1, strategy: { ...strategy, hidden: 1e6, batch: 0 } }));
    expect(linked.notes).toHaveLength(3);
    expect(linked.config.strategy).toMatchObject({ hidden: 512, batch: 1 });
  });

  it('of a newer version is refused, with the remedy', async () => {
    const error = await refusal(await linkTo(config, '2'));
    expect(error.message).toMatch(/newer version of the lab \(link format 2; this page reads up to 1\)/);
    expect(error.remedy).toMatch(/Reload/);
  });

  it.each([
    ['an unknown key', { ...base, surprise: 1 }],
    ['a space that is not here', { ...base, space: { id: '__proto__' } }],
    ['an unknown strategy', { ...base, strategy: { id: 'magic' } }],
    ['a missing seed', Object.fromEntries(Object.entries(base).filter(([key]) => key !== 'seed'))],
    ['a text for a number', { ...base, seed: '7' }],
    ['a foreign object', { hello: 'world' }],
    ['an array', [config]],
    ['null', null],
    [
      'reward code that is too long: it is never cut',
      { ...base, reward: { id: 'code', source: 'x'.repeat(30_000), deadlineMs: 50 } },
    ],
    ['a table name that is a path', { ...base, estimator: { id: 'table', table: '../../secret', noise: 'mean' } }],
    ['__proto__ as a key', JSON.parse(`{"__proto__": {"seed": 1}, "version": 1}`)],
  ])('with %s is refused', async (_name, value) => {
    const error = await refusal(await linkTo(value));
    expect(error.kind).toBe('config');
    expect(error.remedy).not.toBe('');
  });

  it('that unpacks to megabytes is refused before it is held', async () => {
    const error = await refusal(await linkTo({ ...base, title: 'x'.repeat(5_000_000) }));
    expect(error.message).toMatch(/more than 100 kB/);
  });

  it('cut at any place is refused, never read as something else', async () => {
    const link = await encodeLink(config);
    for (let length = PREFIX_LENGTH; length < link.length; length += 7) {
      expect((await refusal(link.slice(0, length))).message).toMatch(/damaged/);
    }
  });

  it.each(['#run=', '#run=1', '#run=1.', '#run=x.abc', '#run=0.abc', '#run=1.%%%', '#run=1.AAAA'])(
    '%s is refused',
    async (fragment) => {
      expect((await refusal(fragment)).message).toMatch(/damaged/);
    },
  );

  it('is told from other fragments', () => {
    expect(isRunLink('#learn')).toBe(false);
    expect(isRunLink('')).toBe(false);
  });
});

const PREFIX_LENGTH = '#run='.length;
