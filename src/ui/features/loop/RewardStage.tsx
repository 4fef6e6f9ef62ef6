import type { StrategyConfig } from '../../../engine/search/config';
import { isController } from '../../../engine/search/isController';
import { rewardFormula } from '../../shared/describe';
import { formatFixed, formatSigned } from '../../shared/format';
import { useThrottled } from '../../shared/hooks';
import { Icon } from '../../shared/Icon';
import { advantageOf, type ShownCell } from '../../shared/useShownCell';
import { useLab } from '../../store';
import { useShown } from '../../store/preview';

/** Strategies whose next child does not depend on what the others were worth. */
const BLIND: ReadonlySet<StrategyConfig['id']> = new Set(['random', 'grid', 'exhaustive']);

/** The number the strategy learns from, how it is made, and how it compares: with what a controller expected, with the best so far. */
export function RewardStage({ shown }: { readonly shown: ShownCell | null }) {
  const view = useShown();
  const { config, series } = view;
  const reward = useLab((state) => state.reward);
  const reported = useLab((state) => state.run.formula);
  const inForce = reported ?? (reward === null ? null : rewardFormula(reward));
  const formula = view.isPreview && config !== null ? rewardFormula(config.reward) : inForce;
  const setPanel = useLab((state) => state.setPanel);
  useThrottled(view.version, 250);
  const index = Math.max(0, (shown?.episode ?? 0) - 1);
  const baseline = series.column('baseline').at(index);
  const episode = { mean: series.column('mean').at(index), std: series.column('std').at(index) };
  const advantage = config === null ? null : advantageOf(config, shown?.reward ?? null, baseline, episode);
  const best = series.column('bestReward').at(index);
  const kind = config !== null && isController(config.strategy) ? config.strategy.baseline.kind : null;
  const normalised = kind === 'batch-normalised';
  return (
    <>
      <h2>
        <em>4</em> Reward
        <small>
          <button type="button" className="link edit" onClick={() => setPanel('reward-editor')}>
            edit <Icon name="pen" />
          </button>
        </small>
      </h2>
      <p className="reward-value">{formatFixed(shown?.reward)}</p>
      <code className="reward-formula" title={formula ?? ''}>
        {formula ?? '\u00a0'}
      </code>
      {config === null || isController(config.strategy) ? (
        <>
          <dl className="kv">
            <dt>{normalised ? 'mean of the batch' : 'baseline'}</dt>
            <dd>{kind === 'none' ? 'none' : formatFixed(normalised ? episode.mean : baseline)}</dd>
            <dt>{normalised ? 'advantage, in std' : 'advantage'}</dt>
            <dd className="advantage">{formatSigned(advantage)}</dd>
          </dl>
          <p className="stage-foot">
            {advantage === null
              ? 'Better than expected: more of it. Worse: less.'
              : advantage > 0
                ? '↩ more of this in step 1'
                : advantage < 0
                  ? '↩ less of this in step 1'
                  : '↩ no change in step 1'}
          </p>
        </>
      ) : (
        <>
          <dl className="kv">
            <dt>best so far</dt>
            <dd>{formatFixed(best)}</dd>
            <dt>this child against it</dt>
            <dd className="advantage">{formatSigned(shown?.reward == null ? null : shown.reward - best)}</dd>
          </dl>
          <p className="stage-foot">
            {BLIND.has(config.strategy.id)
              ? 'The next child does not depend on it.'
              : '↩ what step 1 proposes next depends on it'}
          </p>
        </>
      )}
    </>
  );
}
