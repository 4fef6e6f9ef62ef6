import { z } from 'zod';
import { LabError } from '../../../engine/core/errors';
import { canonicalJson, stableHash } from '../../../engine/core/json';
import { type RunConfig, runConfigSchema } from '../../../engine/run/config';
import type { RunPreset } from '../../../engine/run/presets';
import type { StrategyConfig } from '../../../engine/search/config';
import { STRATEGIES } from '../../../engine/search/metadata';

/** What a comparison asks: which strategies, on which problem, how many seeds, and what each run may spend. */
export const questionSchema = z.strictObject({
  version: z.literal(1),
  /** Space, estimator and reward; its strategy is the contender OWN. Its stop and seed are not used. */
  problem: runConfigSchema,
  /** Name of the problem's own contender: its preset, 'this run', or LINKED. */
  own: z.string().min(1).max(60),
  /** In the order of the catalogue; OWN for the problem's own strategy. */
  contenders: z.array(z.string().min(1).max(60)).max(40),
  /** Seeds 1..seeds. */
  seeds: z.number().int().min(1).max(1000),
  budget: z.strictObject({ unit: z.enum(['children', 'epochs']), amount: z.number().int().min(1).max(1_000_000) }),
  metric: z.enum(['best', 'final', 'area']),
});

export type Question = z.infer<typeof questionSchema>;

/** What the problem's own contender is called where a link brought the problem. */
export const LINKED = 'the link';

/** The problem's own strategy among the contenders. */
export const OWN = 'own';

export const METRICS: Readonly<Record<Question['metric'], string>> = {
  best: 'reward of the best child found, without noise where that is known',
  final: 'mean reward over the last 20 episodes',
  area: 'mean reward over all episodes',
};

/** A link's text is below a config's 25 kB. */
const MAX_LINK = 100_000;
const PREFIX = '#compare=1.';
/** More episodes than any budget of children lets begin. */
const MOST_EPISODES = 1_000_000;

/** Without repeats and in the catalogue's order, the problem's own first. */
export function orderedContenders(ids: Iterable<string>): string[] {
  const chosen = new Set(ids);
  return [OWN, ...STRATEGIES.map(({ id }) => id)].filter((id) => chosen.has(id));
}

/** What a contender is called in tables: the command line's name for it. */
export function nameOf(question: Pick<Question, 'own'>, contender: string): string {
  return contender === OWN ? question.own : contender;
}

function strategyOf({ problem }: Pick<Question, 'problem'>, contender: string): StrategyConfig {
  if (contender === OWN) return problem.strategy;
  const entry = STRATEGIES.find(({ id }) => id === contender);
  if (entry === undefined) {
    throw new LabError('config', `contenders: there is no strategy '${contender}'.`, 'Choose strategies from the list.');
  }
  return entry.defaults;
}

/**
 * The run of a contender and seed. A budget of children ends it at the first episode with so many; a budget of epochs after as many
 * children, since a new child costs an epoch at least and a known one none, and what it is judged by is read off where they were spent.
 * LabError 'config' where there is no such strategy.
 */
export function configOf(
  question: Omit<Question, 'contenders' | 'seeds' | 'metric'>,
  contender: string,
  seed: number,
): RunConfig {
  const { problem, budget } = question;
  return {
    ...problem,
    seed,
    strategy: strategyOf(question, contender),
    stop: { ...problem.stop, minutes: null, episodes: MOST_EPISODES, children: budget.amount },
  };
}

/** Under which a contender's outcomes are kept: whatever changes none of them is left out. */
export function runsKey(question: Omit<Question, 'contenders' | 'seeds' | 'metric'>, contender: string): string {
  return stableHash(JSON.stringify({ ...configOf(question, contender, 0), title: '', judged: 'without noise' }));
}

/** The question of text that this page wrote; null where it is another's. */
export function parseQuestion(text: string): Question | null {
  try {
    const parsed = questionSchema.safeParse(JSON.parse(text));
    return parsed.success ? { ...parsed.data, contenders: orderedContenders(parsed.data.contenders) } : null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

/** The fragment, '#' included, of a comparison's address: base64url of its JSON. */
export function encodeQuestion(question: Question): string {
  const bytes = new TextEncoder().encode(JSON.stringify(question));
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `${PREFIX}${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

/**
 * The question of an address; null where it has none. Its problem is called the link's, unless it is exactly that of the preset it names.
 * LabError 'config' where it is damaged or of another version.
 */
export function decodeQuestion(fragment: string, presets: readonly Pick<RunPreset, 'id' | 'config'>[]): Question | null {
  if (!fragment.startsWith('#compare=')) return null;
  const text = fragment.slice(PREFIX.length);
  const isReadable = fragment.startsWith(PREFIX) && fragment.length <= MAX_LINK && /^[A-Za-z0-9_-]+$/.test(text);
  const question = isReadable ? parseQuestion(fromBase64Url(text)) : null;
  if (question === null) {
    throw new LabError(
      'config',
      'This link to a comparison is damaged, or from another version of the lab.',
      'Copy the whole link again, from its start to its end, or set the comparison up here.',
    );
  }
  const preset = presets.find(({ id }) => id === question.own);
  const isPreset = preset !== undefined && canonicalJson(preset.config) === canonicalJson(question.problem);
  return isPreset ? question : { ...question, own: LINKED };
}

function fromBase64Url(text: string): string {
  // A length of 4n + 1 is no base64: its end is missing.
  if (text.length % 4 === 1) return '';
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder().decode(Uint8Array.from(binary, (sign) => sign.charCodeAt(0)));
}
