import { engines, keptOpen } from '../engines/catalogue';
import type { Task } from '../engines/task';
import { openPageHost } from '../support/browserRealm';
import { type Contest, type ContestLimits, hold, type Rates, type Work } from '../support/contest';
import type { Bench } from '../support/types';
import { type KernelTask, kernelCaseName, kernelFlops, kernelInputs, kernelTasks } from './shapes';
import { referenceSamples } from './values';

/** Float32 sums of up to thousands of products of numbers below 1, against sums in double precision. */
const TOLERANCE = 1e-4;
const SLOW_MS = 300;
const ROUND_MS = 60;
const ROUNDS = 3;
/** Images that the reference follows: it computes in plain loops. */
const CHECK_IMAGES = 2;
/** What a slow engine is measured on, per operation: where a run takes much of a second, more images take it as much longer. */
const FEW_IMAGES = 8;
/** An op is a part of a step: its share of what a training step may take. */
const PATIENCE_SHARE = 0.2;

/** Ops are compared where each engine is at home: WebAssembly and cpu in Node, WebGPU in Chromium. */
const MEASURED = /Node|webgpu/;

function workOf(task: KernelTask): Work<Task> {
  const flops = kernelFlops(task);
  return { task: { kind: 'kernel', ...task }, flops, perRun: flops > 0 ? flops / 1e9 : kernelInputs(task) / 1e6 };
}

function contestOf(task: KernelTask): Contest<Task> {
  const work = workOf(task);
  return {
    bench: 'kernels',
    case: kernelCaseName(task),
    kind: `${task.op} ${task.part}`,
    unit: work.flops > 0 ? 'GFLOP/s' : 'Mvalues/s',
    work,
    lessWork: work.flops > 0 ? { ...workOf({ ...task, batch: FEW_IMAGES }), images: FEW_IMAGES } : null,
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
    const all = engines({ root, host, options, folder }).filter(({ name }) => MEASURED.test(name));
    const team = keptOpen(all.filter(({ name }) => options.engines.test(name)));
    const limits: ContestLimits = {
      patienceMs: 1000 * PATIENCE_SHARE * options.patience,
      slowMs: SLOW_MS,
      roundMs: ROUND_MS,
      rounds: ROUNDS,
    };
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
