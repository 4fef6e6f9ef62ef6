import { describe, expect, it } from 'vitest';
import { profileOf } from '../../../src/cli/settings';
import { spaceById } from '../../../src/engine/space/catalogue';
import { labError } from '../graph/support';

describe('profileOf', () => {
  it('is teach where none is asked for', () => {
    expect(profileOf(undefined, spaceById('a-small')).id).toBe('teach');
    expect(profileOf('paper', spaceById('a-small')).id).toBe('paper');
  });

  it('says that points of a function are no networks, instead of naming none of no profiles', () => {
    for (const asked of [undefined, 'teach']) {
      const error = labError(() => profileOf(asked, spaceById('branin')));
      expect(error.message).toBe("--space: the points of 'branin' are no networks: there is no child to build.");
      expect(error.remedy).toMatch(/space of networks/);
    }
  });
});
