import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SPACE_FIGURES } from '../../../scripts/figures/spaces';
import { SPACE_ENTRIES, spaceById } from '../../../src/engine/space';

const ROWS = readFileSync('docs/spaces.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const rowOf = (id: string): readonly string[] => ROWS.find(([, first]) => first === `\`${id}\``) ?? [];

/** docs/spaces.md is written by hand: it has to say what the catalogue says. */
describe('the page of all spaces', () => {
  it.each(SPACE_ENTRIES)('says of $id its exact size, options and profiles', ({ id, options }) => {
    const { size, profiles } = spaceById(id);
    const [, , , , sizeCell = '', optionCell = '', profileCell = ''] = rowOf(id);
    const words = size === null ? /not countable/ : new RegExp(`^${size.toLocaleString('en')}( =|$)`);
    expect(sizeCell).toMatch(words);
    expect([...optionCell.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(options.map(({ name }) => name));
    expect([...profileCell.matchAll(/`([\w-]+)`/g)].map(([, name]) => name)).toEqual(profiles);
  });

  it('shows a drawing of every space of networks', () => {
    const drawn = ROWS.flatMap((cells) => /figures\/(space-[\w-]+)\.svg/.exec(cells.at(-2) ?? '')?.[1] ?? []);
    expect(drawn).toEqual(SPACE_FIGURES);
  });
});
