export { type FoldOptions, foldGroups, groupsOf } from './fold';
export { BOX, drawGraph, FRAME } from './layout';
export { FAMILY_COLOURS } from './palette';
export { routePath } from './route';
export { familiesOf, graphSvg, nodeSentence, type SvgOptions, totalsText } from './svg';
export { fitText } from './text';
export * from './types';
export { compactCount, FAMILY_TITLES } from './words';
