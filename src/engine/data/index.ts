export { type AssembledDataset, type AssembleOptions, datasetFromFiles } from './assemble';
export type { NamedBytes } from './dataError';
export { type DigitsOptions, proceduralDigits } from './digits';
export { type Fetch, type FetchOptions, type FetchProgress, type FetchResponse, fetchDataset, fetchFiles } from './fetch';
export { KNOWN_DATASETS, type KnownDataset, type KnownFile, knownDataset } from './known';
export type { Ignored } from './recognise';
export { fittingSizes, splitDataset, validStart } from './split';
export type * from './types';
