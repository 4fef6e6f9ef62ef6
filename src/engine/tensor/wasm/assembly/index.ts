/**
 * Training kernels on tfjs-wasm's memory. Pointers are byte offsets, tensors float32 NHWC without gaps. The module has no
 * stack and no static data of its own (the build checks that), for the memory belongs to tfjs; what a kernel needs beside
 * its tensors is `scratch`, of as many bytes as its ...Scratch function says after setWindow.
 */
export { activation, activationGrad } from './activation';
export { batchNorm, batchNormGrad, batchNormInference, batchNormScratch } from './batchNorm';
export { conv, convInputGrad, convInputGradScratch, convScratch } from './conv';
export { convFilterGrad, convFilterGradScratch } from './convFilterGrad';
export { depthwise, depthwiseFilterGrad, depthwiseInputGrad, depthwiseScratch } from './depthwise';
export { biasGrad, reluGrad } from './elementwise';
export { softmaxCrossEntropy } from './loss';
export { scaledSum, scaledSumGrad } from './mixed';
export { matMul, matMulScratch } from './multiply';
export { adam, sgd } from './optimiser';
export { add, countCorrect, fill, multiply, relu } from './pointwise';
export { avgPool, avgPoolGrad, maxPool, maxPoolGrad } from './pool';
export { biasActivation, biasActivationScratch, copyRows, globalAvgPool, globalAvgPoolGrad } from './rows';
export { tilePeak, tilePeakScratch } from './tile';
export { setWindow } from './window';
