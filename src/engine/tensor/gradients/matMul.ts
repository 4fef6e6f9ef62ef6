import type { GradConfig } from '@tensorflow/tfjs-core';
import { LabError } from '../../core/errors';
import { tf } from '../tf';
import { activationGrad, biasGrad } from './activation';
import { savedTensor, windowAttrs } from './attrs';

/**
 * _FusedMatMul as one recorded op: y = act(a b + bias), a: [batch, m, k], b: [batch, k, n], neither transposed.
 * With g = dy act'(y): da = g b^T, db = a^T g, dbias = sum of g over all axes but the last.
 */
export const fusedMatMulGradient: GradConfig = {
  kernelName: '_FusedMatMul',
  inputsToSave: ['a', 'b'],
  outputsToSave: [true],
  gradFunc: (dy, saved, attrMap) => {
    if (attrMap.transposeA === true || attrMap.transposeB === true) {
      throw new LabError('backend', 'fused matMul gradient: transposed operands have none here.', 'Use tf.matMul for them.');
    }
    const a = savedTensor(saved, 0, 'fused matMul');
    const b = savedTensor(saved, 1, 'fused matMul');
    const g = activationGrad(dy as tf.Tensor, savedTensor(saved, 2, 'fused matMul'), windowAttrs(attrMap).activation);
    return {
      a: () => tf.matMul(g, b, false, true),
      b: () => tf.matMul(a, g, true, false),
      bias: () => biasGrad(g),
    };
  },
};
