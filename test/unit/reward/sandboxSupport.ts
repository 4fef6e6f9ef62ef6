import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, type QuickJSWASMModule } from 'quickjs-emscripten-core';
import { LabError } from '../../../src/engine/core/errors';
import type { Measurement } from '../../../src/engine/core/measurement';
import { RewardSandbox, SANDBOX_MEMORY_BYTES, SANDBOX_STACK_BYTES } from '../../../src/engine/reward/sandbox';
import type { RewardRequest } from '../../../src/engine/reward/types';

export function loadQuickJs(): Promise<QuickJSWASMModule> {
  return newQuickJSWASMModuleFromVariant(variant);
}

export const child: Measurement = {
  arch: 'conv3,max',
  validAccuracy: 0.97,
  testAccuracy: 0.969,
  epochs: [
    { epoch: 1, trainLoss: 0.6, trainAccuracy: 0.8, validLoss: 0.3, validAccuracy: 0.93, trainMs: 900 },
    { epoch: 2, trainLoss: 0.2, trainAccuracy: 0.95, validLoss: 0.15, validAccuracy: 0.96, trainMs: 880 },
    { epoch: 3, trainLoss: 0.1, trainAccuracy: 0.97, validLoss: 0.1, validAccuracy: 0.97, trainMs: 890 },
  ],
  params: { total: 52_138, trainable: 52_138, cells: 1_248, head: 50_890 },
  macs: 1_000_000,
  memoryBytes: 200_000,
  latencyMs: 0.5,
  trainMs: 2670,
  source: 'test',
};

export const request: RewardRequest = {
  measurement: child,
  context: { episode: 7, trial: 123, bestReward: 96.5, classes: 10 },
};

export const limits = { deadlineMs: 100, memoryBytes: SANDBOX_MEMORY_BYTES, stackBytes: SANDBOX_STACK_BYTES };

export function open(module: QuickJSWASMModule, source: string): RewardSandbox {
  return RewardSandbox.compile(module, () => performance.now(), source, limits);
}

/** The LabError that run throws; fails the test where it throws none. */
export function labErrorOf(run: () => unknown): LabError {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof LabError) return thrown;
    throw thrown;
  }
  throw new Error('expected a LabError, but nothing was thrown');
}
