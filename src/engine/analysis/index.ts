export { type AnytimeCurve, anytimeCurve, bestAt, commonCosts } from './anytime';
export { type AnytimeBand, type AnytimeKind, anytimeBands, bandCosts } from './anytimeBands';
export { bootstrapInterval, type Interval, mean, meanInterval } from './bootstrap';
export { type Bucket, buckets } from './buckets';
export { type Compared, type ComparedRow, compareValues, meanRanks } from './comparison';
export { comparisonCells, comparisonLatex } from './comparisonTable';
export { type PairedTest, pairedTest } from './pairedTest';
export { type ParetoPoint, paretoFront } from './pareto';
export { type Band, quantile, quantileBand, quantileSorted } from './quantiles';
export { bestSoFarQuantile, expectedBestSoFar, type RandomBaseline, randomBaseline } from './randomBaseline';
export { kendall, ranks, spearman } from './rankCorrelation';
export { PAPER_WINDOW, type RollingSeries, rolling, rollingMean } from './rolling';
export {
  drawsQuantile,
  type Effort,
  effortOf,
  expectedDraws,
  expectedUnique,
  firstFound,
  firstSettled,
  goalReward,
  type Hit,
  type RunPart,
  type SeedRun,
  seedRun,
  uniqueQuantile,
  WITHIN_BEST,
} from './sampleEfficiency';
