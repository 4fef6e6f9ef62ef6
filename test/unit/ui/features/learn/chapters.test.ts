import { describe, expect, it } from 'vitest';
import { isController } from '../../../../../src/engine/search/isController';
import { STRATEGIES } from '../../../../../src/engine/search/metadata';
import { CHAPTERS } from '../../../../../src/ui/features/learn/strategyPages';

describe('chapters on strategies', () => {
  it('explain every strategy of the catalogue once, but the controllers, who have a page', () => {
    const others = STRATEGIES.filter(({ defaults }) => !isController(defaults)).map(({ id }) => id);
    expect(CHAPTERS.flatMap(({ strategies }) => strategies).sort()).toEqual(others.sort());
  });
});
