import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/engine/core/rng';
import { aSmall } from '../../../../src/engine/space/aSmall/space';
import { SPACE_ENTRIES, SPACES, spaceById } from '../../../../src/engine/space/catalogue';
import { genotypeKey, sample, validateGenotype } from '../../../../src/engine/space/genotype';
import { hypernetsCnn } from '../../../../src/engine/space/hypernets/cnn';
import { parseSpaceId } from '../../../../src/engine/space/spaceId';
import { trainingSpace } from '../../../../src/engine/space/training/space';
import { labError } from '../../graph/support';

const BUILD = { profile: 'teach', input: [28, 28, 1], classes: 10 } as const;
const HYPER = 'learningRate=0.001,dropout=0.2,batch=64,optimiser=sgd,augmentation=shift-flip';

describe('space training', () => {
  it('decides five hyperparameters of one network', () => {
    const genotype = trainingSpace.parse(HYPER);
    expect(trainingSpace.training?.(genotype)).toEqual({
      learningRate: 0.001,
      dropout: 0.2,
      batch: 64,
      optimiser: 'sgd',
      augmentation: 'shift-flip',
    });
    expect([trainingSpace.size, trainingSpace.format(genotype)]).toEqual([null, HYPER]);
    expect(trainingSpace.next([])).toEqual({ kind: 'float', name: 'learningRate', min: 1e-4, max: 0.1, scale: 'log' });
    const other = trainingSpace.parse(HYPER.replace('sgd', 'adam'));
    expect(trainingSpace.build(other, BUILD)).toEqual(trainingSpace.build(genotype, BUILD));
  });
});

describe('ID+training', () => {
  it('joins the hyperparameters to any space of networks', () => {
    const space = spaceById('a-small+training');
    expect(spaceById('a-small+training')).toBe(space);
    const genotype = space.parse(`conv3,max @ ${HYPER}`);
    expect(genotype.choices).toEqual([1, 4, 0.001, 0.2, 2, 1, 2]);
    expect(space.format(genotype)).toBe(`conv3,max @ ${HYPER}`);
    expect(space.training?.(genotype)).toMatchObject({ learningRate: 0.001, batch: 64 });
    expect(space.build(genotype, BUILD)).toEqual(aSmall.build(aSmall.parse('conv3,max'), BUILD));
    expect([space.size, space.profiles]).toEqual([null, aSmall.profiles]);
  });

  it('asks for the hyperparameters after the last decision of a space of varying length', () => {
    const space = spaceById('hypernets-cnn+training');
    const rng = Rng.fromSeed(5, 'joined');
    for (let i = 0; i < 30; i += 1) {
      const genotype = sample(space, rng);
      validateGenotype(space, genotype);
      expect(space.parse(space.format(genotype))).toEqual(genotype);
      const short = { space: hypernetsCnn.id, choices: genotype.choices.slice(0, -5) };
      validateGenotype(hypernetsCnn, short);
      expect(genotypeKey(space, genotype)).toContain(hypernetsCnn.format(short));
    }
  });

  it('stands behind the options in an id', () => {
    const entry = { id: 'x', options: [{ name: 'blocks', title: '', values: [2, 3], standard: 2 }] };
    expect(parseSpaceId('x?blocks=3+training', [entry])).toEqual({ base: 'x', chosen: { blocks: 3 }, training: true });
    expect(parseSpaceId('x?blocks=3', [entry])).toEqual({ base: 'x', chosen: { blocks: 3 }, training: false });
  });

  it('joins to every space of the catalogue whose points are networks, and says why not to the others', () => {
    expect(SPACE_ENTRIES.length).toBeGreaterThan(3);
    for (const { id, value, training } of SPACES) {
      if (value === undefined && training === undefined) expect(spaceById(`${id}+training`).next([])).not.toBeNull();
      else
        expect(labError(() => spaceById(`${id}+training`)).message).toMatch(
          /no networks|decides training hyperparameters itself/,
        );
    }
  });

  it.each([
    ['conv3,max', /does not say how the child is trained/, undefined],
    [`conv3,maxx @ ${HYPER}`, /op2 'maxx' \(at character 7\)/, undefined],
    [`conv3,max @ ${HYPER.replace('batch=64', 'batch=65')}`, /batch '65' \(at character 50\) is not an option/, 50],
  ])('explains %s', (text, message, column) => {
    const error = labError(() => spaceById('a-small+training').parse(text));
    expect([error.kind, error.column]).toEqual(['space', column]);
    expect(error.message).toMatch(message);
  });

  it('refuses an incomplete or foreign genotype, and a second suffix', () => {
    const space = spaceById('a-small+training');
    expect(labError(() => space.format({ space: space.id, choices: [1] })).message).toMatch(/ends within its architecture/);
    expect(labError(() => space.format({ space: 'a-small', choices: [1, 4] })).message).toMatch(/belongs to 'a-small'/);
    expect(labError(() => spaceById('a-small+training+training')).message).toMatch(/decides training hyperparameters itself/);
    expect(labError(() => spaceById('a-smal+training')).remedy).toMatch(/a-small/);
  });
});
