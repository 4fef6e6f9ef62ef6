import { describe, expect, it } from 'vitest';
import { contendersOf, notesOnFairness } from '../../../src/cli/contenders';
import { labError } from '../graph/support';

describe('contendersOf', () => {
  it('puts strategies on the first preset, with all but the strategy its own', () => {
    const [fig5, tpe] = contendersOf(['fig5'], ['tpe']);
    expect(tpe?.name).toBe('tpe');
    expect({ ...tpe?.config, strategy: null }).toEqual({ ...fig5?.config, strategy: null });
    expect(tpe?.config.strategy.id).toBe('tpe');
  });

  it('refuses a name that is there twice, whose runs would be ranked against themselves', () => {
    expect(labError(() => contendersOf(['fig5'], ['random', 'random'])).message).toBe("--strategies: 'random' is named twice.");
    expect(labError(() => contendersOf(['fig5', 'fig5'], [])).message).toBe("--presets: 'fig5' is named twice.");
  });
});

describe('notesOnFairness', () => {
  it('is silent where only the strategy differs', () => {
    expect(notesOnFairness(contendersOf(['fig5'], ['random', 'tpe']))).toEqual([]);
  });

  it('names what else differs', () => {
    const notes = notesOnFairness(contendersOf(['fig5', 'hyperband', 'fig6'], []));
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(/^Not like with like: 'hyperband' has another space, estimator(, stop)? than 'fig5'\./);
    expect(notes[1]).toMatch(/'fig6' has another reward/);
  });
});
