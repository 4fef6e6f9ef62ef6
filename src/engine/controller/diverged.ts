import { LabError } from '../core/errors';
import type { ControllerSettings } from './config';

/** The published values of the settings that can make a policy diverge: what the remedy offers. */
const PUBLISHED = { learningRate: 3.5e-4, entropyCoefficient: 1e-4, initRange: 0.1 } as const;

/**
 * The error of a policy whose numbers are no longer finite: it names the setting that is furthest above its published value,
 * and the baseline where none is above (then it was the rewards' size).
 */
export function divergedError(settings: ControllerSettings, what: string): LabError {
  const excess = (['learningRate', 'entropyCoefficient', 'initRange'] as const)
    .map((name) => ({ name, value: settings[name], factor: settings[name] / PUBLISHED[name] }))
    .sort((a, b) => b.factor - a.factor)[0];
  const where = `the controller diverged: ${what}; the run stands at its last finite episode`;
  if (excess !== undefined && excess.factor > 1) {
    const { name, value } = excess;
    return new LabError(
      'config',
      `strategy.${name}: got ${value}; ${where}.`,
      `Set strategy.${name} to its default, ${PUBLISHED[name]}.`,
    );
  }
  return new LabError(
    'config',
    `strategy.baseline.kind: got '${settings.baseline.kind}'; ${where}. The rewards are too large for these settings.`,
    "Set strategy.baseline.kind to 'batch-normalised', or scale the reward down.",
  );
}
