import { engines, keptOpen } from '../engines/catalogue';
import type { Task } from '../engines/task';
import { openPageHost } from '../support/browserRealm';
import { type Contest, type ContestLimits, hold, type Rates } from '../support/contest';
import type { Bench } from '../support/types';
import { type KernelTask, kernelCaseName, kernelFlops, kernelInputs, kernelTasks } from './shapes';
import { referenceSamples } from './values';

/** Float32 sums of up to thousands of products of numbers below 1, against sums in double precision. */
const TOLERANCE = 1e-4;
const ROUND_MS = 60;
const ROUNDS = 3;
/** Images that the reference follows: it computes in plain loops. */
const CHECK_IMAGES = 2;
/** An op is a part of a step: its share of what a training step may take. */
const PATIENCE_SHARE = 0.1;

/** Ops are compared where each engine is at home: WebAssembly and cpu in Node, WebGPU in Chromium. */
const MEASURED = /Node|webgpu/;

function contestOf(task: KernelTask): Contest<Task> {
  const flops = kernelFlops(task);
  return {
    bench: 'kernels',
    case: kernelCaseName(task),
    task: { kind: 'kernel', ...task },
    unit: flops > 0 ? 'GFLOP/s' : 'Mvalues/s',
    perRun: flops > 0 ? flops / 1e9 : kernelInputs(task) / 1e6,
    flops,
    checkImages: CHECK_IMAGES,
    checkRuns: 1,
    fullImages: null,
    reference: referenceSamples(task, CHECK_IMAGES),
    tolerance: TOLERANCE,
  };
}

export const kernelsBench: Bench = {
  name: 'kernels',
  summary: 'speed of each op of those children, forward and gradients, on each shape',
  async run(output, root, { options, pages, folder }) {
    const host = await openPageHost(root, pages, output.note);
    const all = engines({ root, host, options, folder }).filter(({ name, can }) => MEASURED.test(name) && can !== undefined);
    const team = keptOpen(all.filter(({ name }) => options.engines.test(name)));
    const limits: ContestLimits = { patienceMs: 1000 * PATIENCE_SHARE * options.patience, roundMs: ROUND_MS, rounds: ROUNDS };
    const rates: Rates = new Map();
    const tasks = kernelTasks().filter((task) => options.cases.test(kernelCaseName(task)));
    if (team.sources.length === 0) output.fail(`--engine matches none of: ${all.map(({ name }) => name).join('; ')}`);
    if (tasks.length === 0) output.fail('--case matches no op');
    try {
      for (const task of tasks) await hold(contestOf(task), team.sources, limits, rates, output);
    } finally {
      await team.closeAll();
      await host?.close();
    }
  },
};
