import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../core/errors';
import { CONV_PIXELS, CONV_WORKGROUP, channelsPerInvocation, conv2dShader } from './conv2dShaders';
import { convGeometry, windowUniforms } from './geometry';
import { int, type KernelCall, requiredInput, runShader, webgpuBackend } from './shader';

/**
 * y = act(x * filter + bias). x: [batch, h, w, in], filter: [kh, kw, in, out], bias: [out] (optional), NHWC;
 * act: 'linear' or 'relu'. The kernel behind tfjs's Conv2D and FusedConv2D.
 * Throws LabError 'backend' for another activation or data format.
 */
export function conv2d(call: KernelCall): TensorInfo {
  const x = requiredInput(call, 'x');
  const filter = requiredInput(call, 'filter');
  const bias = call.inputs.bias ?? undefined;
  const g = convGeometry(x.shape, filter.shape, call.attrs, false);
  const pixels = g.batch * g.outHeight * g.outWidth;
  const blocks = Math.ceil(g.outChannels / channelsPerInvocation(g.outChannels));
  return runShader(webgpuBackend(call), {
    shader: conv2dShader(g.inChannels, g.outChannels, bias !== undefined),
    inputs: bias === undefined ? [x, filter] : [x, filter, bias],
    output: { shape: [g.batch, g.outHeight, g.outWidth, g.outChannels], dtype: 'float32' },
    invocations: Math.ceil(pixels / (CONV_PIXELS * CONV_WORKGROUP)) * CONV_WORKGROUP * blocks,
    uniforms: [
      ...windowUniforms(g),
      int(g.inChannels, g.outChannels),
      int(pixels),
      int(Math.ceil(g.outChannels / 4)),
      int(blocks),
      int(isRelu(call.attrs?.activation) ? 1 : 0),
    ],
  });
}

/** Whether the activation attribute of a fused kernel is ReLU. */
export function isRelu(activation: unknown): boolean {
  if (activation === 'relu') return true;
  if (activation === undefined || activation === null || activation === 'linear') return false;
  throw new LabError(
    'backend',
    `webgpu kernel: activation must be 'linear' or 'relu', got ${JSON.stringify(activation)}.`,
    'Apply another activation as an op of its own.',
  );
}
