import type { TrainingSpan } from './genotype';

/** Epochs of a whole chain: what a child that goes on from it has had. 0 where there is none. */
export function trainedEpochs(span: TrainingSpan | null | undefined): number {
  let epochs = 0;
  for (let link = span; link != null; link = link.from) epochs += link.epochs;
  return epochs;
}

/** The links of a chain, oldest first. */
export function spansOf(span: TrainingSpan | null | undefined): readonly TrainingSpan[] {
  const links: TrainingSpan[] = [];
  for (let link = span; link != null; link = link.from) links.push(link);
  return links.reverse();
}
