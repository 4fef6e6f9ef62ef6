import { LabError } from '../engine/core/errors';
import { Rng } from '../engine/core/rng';
import type { Shape } from '../engine/core/shape';
import { countGraph } from '../engine/graph/count';
import { graphSvg, totalsText } from '../engine/graph/layout';
import type { GraphCount, NetworkGraph } from '../engine/graph/types';
import { choiceText } from '../engine/space/blocks/text';
import { openSpace } from '../engine/space/catalogue';
import { optionAt, optionCount, sample } from '../engine/space/genotype';
import { configOf, type Diagnostic, diagnoseSpace } from '../engine/space/json/parse';
import type { Choice, Decision, Genotype, ProfileId, SearchSpace } from '../engine/space/types';
import { validateSpace } from '../engine/space/validateSpace';
import { memoryBytes } from '../engine/space/validation/memory';
import type {
  Chosen,
  DrawnSample,
  MetDecision,
  ReadSpace,
  ReadText,
  SpaceAnswer,
  SpaceCommand,
  ValidateProgress,
} from './spaceProtocol';

/** Walks drawn to find the decisions of a space, besides those of all first and of all last options. */
const WALKS = 30;
/** More decisions than that are not listed. */
const MOST_DECISIONS = 400;
/** With more layers, a network is drawn with its groups folded. */
const MOST_LAYERS = 40;
/** Of the memory estimate. */
const BATCH = 64;
const CLASSES = 10;

const EMPTY: Diagnostic = {
  path: '',
  line: 1,
  column: 1,
  severity: 'error',
  message: 'The text is empty.',
  remedy: 'Choose a space under “Start from”, or write one.',
};

type Order = Exclude<SpaceCommand, { readonly type: 'cancel' }>;

/** The space worker's logic, free of the worker itself. Errors are LabErrors. */
export function answerSpace(command: Order, progress: (at: ValidateProgress) => void): SpaceAnswer {
  const { id } = command;
  switch (command.type) {
    case 'read':
      return { type: 'read', id, read: readText(command.text) };
    case 'draw':
      return { type: 'drawn', id, sample: drawSample(openSpace(configOf(command.definition)), command.draw, command.image) };
    case 'validate': {
      const space = openSpace(configOf(command.definition));
      const { image: input, memoryLimitBytes } = command;
      const onProgress = (done: number, total: number): void => {
        if (done % 20 === 0 || done === total) progress({ done, total });
      };
      const report = validateSpace(space, { input, classes: CLASSES, memoryLimitBytes, batch: BATCH, onProgress });
      return { type: 'validated', id, report };
    }
    default:
      return command satisfies never;
  }
}

/** Everything that is wrong with a text; where nothing is, what its space is like. */
export function readText(text: string): ReadText {
  if (text.trim() === '') return { diagnostics: [EMPTY], space: null };
  const { diagnostics: found, space, definition, size, sizeReason, decisions } = diagnoseSpace(text);
  // A fault of the JSON itself begins with its place, which is told beside it.
  const diagnostics = found.map((one) => ({ ...one, message: one.message.replace(/^Line \d+, column \d+: /, '') }));
  if (space === null || definition === null) return { diagnostics, space: null };
  const { met, walks, left } = decisionsOf(space);
  const read: ReadSpace = {
    config: configOf(definition),
    title: space.title,
    profiles: space.profiles,
    size,
    sizeReason,
    decisions,
    met,
    walks,
    left,
  };
  return { diagnostics, space: read };
}

/** The decisions of a space met on the walks of first, of last and of random options. */
function decisionsOf(space: SearchSpace): Pick<ReadSpace, 'met' | 'walks' | 'left'> {
  const rng = Rng.fromSeed(1, 'decisions of a space');
  const met = new Map<string, MetDecision>();
  const picks: readonly ((decision: Decision) => Choice)[] = [
    (decision) => optionAt(decision, 0),
    (decision) => {
      const count = optionCount(decision);
      return count === null ? (decision.kind === 'categorical' ? 0 : decision.max) : optionAt(decision, count - 1);
    },
  ];
  const walk = (next: (decision: Decision, at: number) => Choice): void => {
    const choices: Choice[] = [];
    for (let decision = space.next(choices); decision !== null; decision = space.next(choices)) {
      const before = met.get(decision.name);
      met.set(decision.name, { decision: before?.decision ?? decision, walks: (before?.walks ?? 0) + 1 });
      choices.push(next(decision, choices.length));
    }
  };
  for (const pick of picks) walk(pick);
  for (let i = 0; i < WALKS; i += 1) {
    const { choices } = sample(space, rng);
    walk((_, at) => choices[at] ?? 0);
  }
  const all = [...met.values()];
  return { met: all.slice(0, MOST_DECISIONS), walks: WALKS + picks.length, left: Math.max(0, all.length - MOST_DECISIONS) };
}

/** 'teach' where the space has it. */
export function profileOf(profiles: readonly ProfileId[]): ProfileId {
  return profiles.includes('teach') ? 'teach' : (profiles[0] ?? 'teach');
}

function drawSample(space: SearchSpace, draw: number, input: Shape): DrawnSample {
  const genotype = sample(space, Rng.fromSeed(draw, 'sample of a space'));
  const text = space.format(genotype);
  const chosen = chosenOf(space, genotype);
  try {
    const graph = space.build(genotype, { profile: profileOf(space.profiles), input, classes: CLASSES });
    return { text, chosen, network: networkOf(graph, countGraph(graph)), fault: null };
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    return { text, chosen, network: null, fault: { message: thrown.message, remedy: thrown.remedy } };
  }
}

function networkOf(graph: NetworkGraph, count: GraphCount): DrawnSample['network'] {
  const drawn = (theme: 'light' | 'dark'): string =>
    graphSvg(graph, {
      title: 'Sample',
      subtitle: totalsText(count),
      theme,
      fused: true,
      ...(graph.layers.length > MOST_LAYERS ? { folded: 'all' as const } : {}),
    });
  return {
    params: count.params.total,
    macs: count.macs,
    layers: count.layers.length,
    memoryBytes: memoryBytes(count, BATCH),
    svg: { light: drawn('light'), dark: drawn('dark') },
  };
}

function chosenOf(space: SearchSpace, { choices }: Genotype): readonly Chosen[] {
  return choices.flatMap((choice, i) => {
    const decision = space.next(choices.slice(0, i));
    return decision === null ? [] : [{ name: decision.name, choice: choiceText(decision, choice) }];
  });
}
