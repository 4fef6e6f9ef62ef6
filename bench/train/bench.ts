import { compare } from '../support/compare';
import { openThread } from '../support/threads';
import type { Bench } from '../support/types';
import { TRAIN_CASE } from './job';

/** Losses of three steps in float32; relaxed SIMD rounds once where plain arithmetic rounds twice. */
const TOLERANCE = 1e-4;

export const trainBench: Bench = {
  name: 'train',
  summary: 'training speed of one child: the lab on wasm and WebGPU against stock tfjs on cpu',
  async run(output, root) {
    const rows = await compare(
      {
        bench: 'train',
        case: TRAIN_CASE,
        unit: 'images/s',
        tolerance: TOLERANCE,
        contenders: [
          {
            name: 'stock tfjs cpu',
            rounds: 3,
            open: () => openThread(new URL('./stockThread.js', import.meta.url), { steps: 1 }),
          },
          {
            name: 'lab wasm',
            rounds: 9,
            open: () => openThread(new URL('./labThread.js', import.meta.url), { root, steps: 40 }),
          },
        ],
      },
      output,
    );
    const [stock, lab] = rows;
    if (stock !== undefined && lab !== undefined)
      output.note(`${lab.engine} is ${(lab.value / stock.value).toFixed(1)} times ${stock.engine}`);
  },
};
