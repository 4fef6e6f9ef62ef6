import { judged, type KeptOutcome } from '../../../worker/compareProtocol';
import { nameOf, type Question } from './question';

/** One contender's runs so far, in the order of their seeds. */
export interface PlayedValues {
  readonly contender: string;
  readonly name: string;
  readonly runs: readonly { readonly seed: number; readonly value: number; readonly outcome: KeptOutcome }[];
}

/** Every contender's runs with what each is judged by. */
export function playedValues(
  question: Question,
  outcomes: ReadonlyMap<string, ReadonlyMap<number, KeptOutcome>>,
): readonly PlayedValues[] {
  const { metric, budget, seeds } = question;
  return question.contenders.map((contender) => ({
    contender,
    name: nameOf(question, contender),
    runs: [...(outcomes.get(contender) ?? [])]
      .filter(([seed]) => seed <= seeds)
      .sort(([a], [b]) => a - b)
      .map(([seed, outcome]) => ({
        seed,
        value: judged(outcome, metric, budget),
        outcome,
      })),
  }));
}
