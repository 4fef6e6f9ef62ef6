import { serveContender } from '../support/threads';
import { openTrainContender } from './job';
import { openStockCpu } from './stockTensor';

/**
 * Thread that trains the same child, from the same weights and with the same dropout masks, on stock tfjs: the bench's
 * build puts stockTensor.ts in the place of src/engine/tensor.
 */
await serveContender<{ steps: number }>(async ({ steps }) => {
  const engine = await openStockCpu();
  return openTrainContender({ engine, steps, now: () => performance.now() });
});
