import { describe, expect, it } from 'vitest';
import { checkRun } from '../../../src/engine/run/checks';
import { parseRunConfig } from '../../../src/engine/run/parseConfig';
import { PRESETS } from '../../../src/engine/run/presets';
import { openSpace } from '../../../src/engine/space';
import { SPACE_ENTRIES } from '../../../src/engine/space/catalogue';

describe('the experiments to choose from', () => {
  it.each(SPACE_ENTRIES.map(({ id }) => id))('show the space %s', (id) => {
    const shown = PRESETS.map(({ config }) => openSpace(config.space).id.split(/[?+]/)[0]);
    expect(shown).toContain(id);
  });

  it.each(PRESETS)('$id is a whole configuration that can come to its end', ({ config }) => {
    expect(parseRunConfig(config)).toEqual(config);
    expect(() => checkRun(config, { space: openSpace(config.space), estimator: {} })).not.toThrow();
  });

  it('have names and titles of their own', () => {
    expect(new Set(PRESETS.map(({ id }) => id)).size).toBe(PRESETS.length);
    expect(new Set(PRESETS.map(({ title }) => title)).size).toBe(PRESETS.length);
  });
});
