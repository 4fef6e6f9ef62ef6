import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  drawsQuantile,
  expectedDraws,
  expectedUnique,
  goalReward,
  uniqueQuantile,
} from '../../src/engine/analysis/sampleEfficiency';
import { parseTable } from '../../src/engine/estimate/table';
import { fig5, PRESETS, presetById } from '../../src/engine/run/presets';
import { drawCurves, drawEfficiency, numbersRow } from './draw';
import { CURVES, EFFICIENCY, FAULT_ROWS, SEEDS } from './plan';
import { SeedBook } from './seeds';
import { drawSpace, SPACE_FIGURES } from './spaces';

const UNTIL = ['found', 'settled'] as const;
const TABLE = 'a-small-mnist-teach';

/** Draws the named figures, or all of them and the table of numbers, into docs/figures. root: the project's folder. */
export async function main(root: string, names: readonly string[]): Promise<void> {
  const known = [...CURVES.map(({ name }) => name), ...UNTIL.map((until) => `efficiency-${until}`), ...SPACE_FIGURES];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new RangeError(`figures: there is no ${unknown.join(', ')}. Known: ${known.join(', ')}.`);
  const table = parseTable(JSON.parse(await readFile(join(root, 'public', 'tables', `${TABLE}.json`), 'utf8')), TABLE);
  const book = new SeedBook(table);
  const folder = join(root, 'docs', 'figures');
  await mkdir(folder, { recursive: true });
  const write = async (file: string, content: string): Promise<void> => {
    await writeFile(join(folder, file), content);
    process.stdout.write(`docs/figures/${file}\n`);
  };
  const wants = (name: string): boolean => names.length === 0 || names.includes(name);
  for (const plan of CURVES) {
    if (wants(plan.name)) await write(`${plan.name}.svg`, await drawCurves(plan, book, SEEDS));
  }
  for (const until of UNTIL) {
    if (wants(`efficiency-${until}`))
      await write(`efficiency-${until}.svg`, await drawEfficiency(until, EFFICIENCY, book, SEEDS));
  }
  for (const name of SPACE_FIGURES) if (wants(name)) await write(`${name}.svg`, drawSpace(name));
  if (names.length === 0) await write('numbers.md', await numbers(book));
}

/** What the figures show, in numbers: a page that is written by the same command. */
async function numbers(book: SeedBook): Promise<string> {
  const rewards = await book.rewards(fig5());
  const goal = goalReward(rewards);
  const good = rewards.filter((reward) => reward >= goal).length;
  const cells = rewards.length;
  const presets = PRESETS.filter(({ config }) => config.estimator.id === 'table').map(({ id }) => ({
    title: `\`${id}\``,
    config: presetById(id),
  }));
  const head = [
    '| | ends at | seeds that find it | children to it | distinct children to it | seeds that settle on it | children until then | at episodes |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  const lines = [...head];
  for (const row of presets) lines.push(await numbersRow(row, book, SEEDS));
  const faultLines = [...head];
  for (const row of FAULT_ROWS) faultLines.push(await numbersRow(row, book, SEEDS));
  return [
    '# Numbers of the figures',
    '',
    `Written by \`npm run figures\` from \`public/tables/${TABLE}.json\`, seeds 1 to ${SEEDS.length}; not edited by hand.`,
    '',
    '"It" is a child whose reward is within 0.1 % of the best of the table. A seed finds it when it first samples one; it settles on it at the first',
    'episode up to which its last 20 children are that near on average. Medians over all seeds with 95 % bootstrap intervals; a seed that never gets there counts as never.',
    '"Ends at" is the median over seeds of the mean reward of the last 20 episodes.',
    '',
    `Random search on the same table (${good} of ${cells} cells under the plain reward): ${expectedDraws(cells, good)} draws on average, half of all searches within ${drawsQuantile(cells, good, 0.5)};`,
    `${expectedUnique(cells, good)} distinct children on average, half within ${uniqueQuantile(cells, good, 0.5)}. Exhaustive search: ${cells}, and then it is certain.`,
    '',
    '## Presets',
    '',
    ...lines,
    '',
    '## Faults of the printed controller',
    '',
    'Figure 5 for 600 episodes with input `sample` ("as corrected"), and with each fault switched on.',
    '',
    ...faultLines,
    '',
  ].join('\n');
}
