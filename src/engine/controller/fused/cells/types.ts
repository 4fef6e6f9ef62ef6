import type { Kernels } from '../kernels';
import type { TapeNode } from '../tape';

/**
 * A recurrent cell's nonlinear part, for one node; its linear part, inputSums = W_x x + b_x of the node and
 * recurrentSums = W_h h + b_h of the node before, is the policy's.
 */
export interface Cell {
  /** inputSums and before.recurrentSums, before.hidden, before.cell -> hidden, cell, kept. */
  forward(kernels: Kernels, units: number, node: TapeNode, before: TapeNode): void;
  /**
   * dHidden and dCell, the gradients of everything after -> dInputSums; added to: before.dRecurrentSums, before.dHidden (the
   * direct way alone) and before.dCell.
   */
  backward(kernels: Kernels, units: number, node: TapeNode, before: TapeNode): void;
}
