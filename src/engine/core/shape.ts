/** Shapes leave out the batch: [height, width, channels] for images, [units] for vectors. */
export type Shape = readonly number[];
