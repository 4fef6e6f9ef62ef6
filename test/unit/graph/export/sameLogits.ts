import { expect, it } from 'vitest';
import type { ExportOptions } from '../../../../src/engine/graph/export';
import type { NetworkGraph } from '../../../../src/engine/graph/types';
import { everyKind } from '../../train/graphs';
import { randomGraph, SEEDS } from './randomGraph';
import { spaceChildren } from './spaceChildren';
import { relativeError, type Witness, witnessOf } from './witness';

/** Of float32 logits, relative to the largest. */
export const TOLERANCE = 1e-4;

/** Exports a network, runs it on a witness's images where it is meant to run, and gives its logits. */
export type RunExported = (graph: NetworkGraph, witness: Witness, options: Partial<ExportOptions>) => Promise<Float32Array>;

/** What every exporter whose files run here must hold: random networks, images that it normalises itself, children of every space. */
export function itGivesOurLogits(run: RunExported): void {
  it.each(SEEDS)('gives the logits of our forward pass, seed %i', async (seed) => {
    const graph = randomGraph(seed);
    const witness = await witnessOf(graph, seed);
    const logits = await run(graph, witness, { weights: witness.weights });
    expect(relativeError(logits, witness.logits)).toBeLessThan(TOLERANCE);
  });

  it.each([
    { mean: 0.1307, std: 0.3081 },
    { mean: [0.49, 0.48], std: [0.24, 0.26] },
    { mean: [0.49, 0.48], std: 0.25 },
  ])('normalises pixels by itself where it is told to: $mean, $std', async (normalise) => {
    const graph = everyKind();
    const witness = await witnessOf(graph, 3, normalise);
    const logits = await run(graph, witness, { weights: witness.weights, normalise });
    expect(relativeError(logits, witness.logits)).toBeLessThan(TOLERANCE);
  });

  it.each(spaceChildren())('gives the logits of a child of $space: $arch', async ({ graph }) => {
    const witness = await witnessOf(graph, 1);
    const logits = await run(graph, witness, { weights: witness.weights });
    expect(relativeError(logits, witness.logits)).toBeLessThan(TOLERANCE);
  });
}
