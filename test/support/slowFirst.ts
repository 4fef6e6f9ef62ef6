import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, of all projects: begun first, so that no worker is left with one of them while the other has nothing more to do.
 * One that is not named begins after them.
 */
const SLOW = [
  'unit/search/conformance',
  'unit/tensor/kernels',
  'unit/space/training',
  'unit/run/figures',
  'unit/cli/process',
  'unit/cli/families',
  'unit/controller/compute',
  'unit/search/bandits',
  'unit/search/quality',
  'unit/train/',
  'unit/controller/gradient',
  'unit/graph/export/',
  'e2e/strategy',
  'e2e/faults',
  'e2e/compare',
  'e2e/tables',
  'e2e/training',
  'e2e/spaceEditor',
  'e2e/reward',
  'e2e/accessibility',
  'e2e/network',
];

const rank = ({ moduleId }: TestSpecification): number => {
  const place = SLOW.findIndex((name) => moduleId.includes(`/test/${name}`));
  return place < 0 ? SLOW.length : place;
};

/** Slow files first, the others as vitest has them: what failed or took long the last time before what did not. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return [...usual].sort((one, other) => rank(one) - rank(other));
  }
}
