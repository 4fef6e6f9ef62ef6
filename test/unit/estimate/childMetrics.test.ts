import { describe, expect, it } from 'vitest';
import { type ChildMetrics, metricsChild, metricsCsv, metricsEvent } from '../../../src/engine/estimate/childMetrics';
import { spaceById } from '../../../src/engine/space';

const GROUND = {
  profile: 'teach',
  input: [28, 28, 1],
  classes: 10,
  options: {
    epochs: 3,
    batch: 64,
    learningRate: 0.002,
    init: 'he-uniform',
    normalise: { mean: 0.1307, std: 0.3081 },
    seed: 7,
  },
  trials: { images: 100, noise: [0.1], fgsm: [0.02] },
} as const;

describe('the metrics of a child', () => {
  it('trains what a genotype chooses for itself, and everything else as asked', () => {
    const space = spaceById('a-small+training');
    const choices: number[] = [];
    for (let decision = space.next(choices); decision !== null; decision = space.next(choices)) {
      choices.push(decision.kind === 'categorical' ? 1 : decision.min);
    }
    const genotype = { space: space.id, choices };
    const chosen = space.training?.(genotype);
    const { arch, job } = metricsChild(genotype, { space, ...GROUND });
    expect(arch).toBe(space.format(genotype));
    expect(chosen?.learningRate).not.toBe(GROUND.options.learningRate);
    expect(job.options).toMatchObject({
      epochs: 3,
      seed: 7,
      init: 'he-uniform',
      learningRate: chosen?.learningRate,
      batch: chosen?.batch,
    });
    const rates = job.graph.layers.flatMap(({ op }) => (op.kind === 'dropout' ? [op.rate] : []));
    expect(rates.length).toBeGreaterThan(0);
    expect(new Set(rates)).toEqual(new Set([chosen?.dropout]));
    expect(job).toMatchObject({ latency: true, robustness: { ...GROUND.trials, seed: 7 } });
  });

  it('has the same fields in a line of JSON and in a row of CSV', () => {
    const metrics: ChildMetrics = {
      arch: 'a "b",c',
      params: { total: 10, trainable: 9, cells: 4, head: 6 },
      macs: 100,
      memoryBytes: 2000,
      latencyMs: null,
      validAccuracy: 0.75,
      testAccuracy: 0.5,
      images: 64,
      clean: 0.625,
      noise: [{ strength: 0.1, accuracy: 0.25 }],
      fgsm: [{ strength: 0.02, accuracy: 0.125 }],
    };
    expect(metricsCsv([metrics])).toBe(
      'arch,params,params_trainable,params_cells,params_head,macs,memory_bytes,latency_ms,valid_accuracy,test_accuracy,images,clean,noise_0.1,fgsm_0.02\n' +
        '"a ""b"",c",10,9,4,6,100,2000,,0.75,0.5,64,0.625,0.25,0.125\n',
    );
    expect(metricsEvent(metrics)).toEqual({ event: 'metrics', ...metrics });
  });
});
