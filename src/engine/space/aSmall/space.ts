import { LabError } from '../../core/errors';
import { suggestName } from '../../core/nearestName';
import { checkBuildOptions } from '../buildOptions';
import { PROFILES } from '../profiles';
import type { Choice, Decision, Genotype, SearchSpace } from '../types';
import { A_SMALL_OPS, type Cell } from './ops';
import { buildPublishedChild } from './publishedChild';
import { buildTextChild } from './textChild';

const ID = 'a-small';
const OP_NAMES: readonly string[] = A_SMALL_OPS;
const DECISIONS: readonly Decision[] = [
  { kind: 'categorical', name: 'op1', options: A_SMALL_OPS },
  { kind: 'categorical', name: 'op2', options: A_SMALL_OPS },
];
const EXAMPLE = "Write two ops, for example 'conv3,max'.";

function opAt(choices: readonly Choice[], position: number): Cell[0] {
  const choice = choices[position];
  const op = choice === undefined ? undefined : A_SMALL_OPS[choice];
  if (op === undefined) {
    throw new LabError(
      'space',
      `${ID}: choices[${position}] must be an integer from 0 to ${A_SMALL_OPS.length - 1}, got ${choice}.`,
      `The ops in order: ${A_SMALL_OPS.join(', ')}.`,
    );
  }
  return op;
}

function checkPrefix(choices: readonly Choice[]): void {
  if (choices.length > DECISIONS.length) {
    throw new LabError('space', `${ID}: a cell has ${DECISIONS.length} choices, got ${choices.length}.`, EXAMPLE);
  }
  choices.forEach((_, position) => {
    opAt(choices, position);
  });
}

function cellOf(genotype: Genotype): Cell {
  if (genotype.space !== ID) {
    throw new LabError('space', `${ID}: the genotype belongs to the space '${genotype.space}'.`, `Use a genotype of ${ID}.`);
  }
  if (genotype.choices.length !== DECISIONS.length) {
    throw new LabError('space', `${ID}: a cell has ${DECISIONS.length} choices, got ${genotype.choices.length}.`, EXAMPLE);
  }
  return [opAt(genotype.choices, 0), opAt(genotype.choices, 1)];
}

/** 'conv3,max', spaces and the paper's angle brackets allowed. */
function parse(text: string): Genotype {
  const open = /^\s*[<⟨]?/.exec(text)?.[0].length ?? 0;
  const body = text.slice(open).replace(/[>⟩]?\s*$/, '');
  const tokens = body.split(',');
  if (tokens.length !== DECISIONS.length) {
    const found = body.trim() === '' ? 'none' : String(tokens.length);
    throw new LabError('space', `${ID}: '${text.slice(0, 80)}' must name ${DECISIONS.length} ops, got ${found}.`, EXAMPLE);
  }
  let position = open;
  const choices = tokens.map((token, index) => {
    const name = token.trim();
    const start = position + (token.length - token.trimStart().length) + 1;
    position += token.length + 1;
    const choice = OP_NAMES.indexOf(name);
    if (choice < 0) {
      throw new LabError(
        'space',
        `${ID}: op${index + 1} '${name.slice(0, 40)}' (at character ${start}) is not an op of this space.`,
        suggestName(name, A_SMALL_OPS),
      );
    }
    return choice;
  });
  return { space: ID, choices };
}

/**
 * A_small of "Learning to design CNNs with reinforcement learning", section 3.1: a cell is two operations in sequence,
 * each of eight; the network repeats the cell twice. 64 genotypes.
 */
export const aSmall: SearchSpace = {
  id: ID,
  title: 'A_small: a cell of two operations',
  source: 'Learning to design CNNs with reinforcement learning, section 3.1',
  size: BigInt(A_SMALL_OPS.length) ** BigInt(DECISIONS.length),
  profiles: ['paper', 'teach', 'as-published'],
  next(choices) {
    checkPrefix(choices);
    return DECISIONS[choices.length] ?? null;
  },
  format: (genotype) => cellOf(genotype).join(','),
  parse,
  // <op, identity> is <identity, op>, and no other two cells are the same: 57 networks.
  representative(genotype) {
    const choices = cellOf(genotype).includes('identity') ? [...genotype.choices].sort((a, b) => a - b) : genotype.choices;
    return { space: ID, choices };
  },
  build(genotype, options) {
    const cell = cellOf(genotype);
    checkBuildOptions(aSmall, options, 4);
    const profile = PROFILES[options.profile];
    return profile.id === 'as-published' ? buildPublishedChild(cell, profile, options) : buildTextChild(cell, profile, options);
  },
};
