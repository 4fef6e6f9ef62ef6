export { type Deepening, deepen, enlargeKernel, widen } from './edit';
export { type Inheritance, type InheritOptions, inherit, type LayerFate, type WeightedGraph } from './inherit';
