export { GraphBuilder } from './builder';
export { canonicalText, graphHash } from './canonical';
export { countGraph, isCellGroup } from './count';
export { layerName } from './names';
export * as ops from './ops';
export { graphClasses, inferShapes, inputShapes, shapeText } from './shapes';
export type * from './types';
export { validateGraph } from './validate';
export { explicitSides, type WindowAxis, windowAxis } from './window';
