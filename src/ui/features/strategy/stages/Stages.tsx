import { useCallback } from 'react';
import type { StageView } from '../../../../engine/search/views';
import { formatCount, formatFixed } from '../../../shared/format';
import { useMoment } from '../moment';
import { childText, cut } from '../parts/childText';
import { type Drawn, Picture } from '../parts/Picture';
import { rangeOf, scaleOf } from '../parts/scale';
import { TrialList } from '../parts/TrialList';
import { parentsOf } from '../population/words';
import { stageColumns } from './layout';
import './stages.css';

const ROW = 26;
const HEAD = 46;
const MOST_ROWS = 12;
/** A column narrower than this has no room for names. */
const NAMED_FROM = 84;

/** Stage by stage: what was kept, and what of it was extended in the next. */
export function Stages({ stages }: { readonly stages: readonly StageView[] }) {
  const {
    config: { strategy },
    records: { lineage },
  } = useMoment();
  const planned = strategy.id === 'progressive' ? strategy.stages : stages.length;
  const draw = useCallback(
    (width: number): Drawn => {
      const { children, links, rows } = stageColumns(stages, (trial) => parentsOf(lineage.of(trial))[0] ?? null, MOST_ROWS);
      const columns = Math.max(planned, stages.length, 1);
      const column = width / columns;
      const box = Math.max(10, column - Math.min(26, column * 0.25));
      const range = rangeOf(children.map(({ reward }) => reward));
      const length = scaleOf(range, 0, box);
      const x = (index: number): number => index * column;
      const y = (row: number): number => HEAD + row * ROW;
      return {
        height: HEAD + Math.max(1, rows) * ROW + 4,
        marks: children.map((one) => ({
          x: x(one.column) + box / 2,
          y: y(one.row) + ROW / 2 - 3,
          arch: one.arch,
          text: `stage ${stages[one.column]?.stage ?? ''}, ${childText(one.arch)}: ${formatFixed(one.reward)} (trial ${one.trial})`,
        })),
        body: (
          <>
            {Array.from({ length: columns }, (_, i) => {
              const stage = stages[i];
              return (
                <g key={x(i)} data-waiting={stage === undefined}>
                  <text x={x(i)} y={12} className="st-name">
                    stage {stage?.stage ?? i + 1}
                  </text>
                  <text x={x(i)} y={27}>
                    {stage === undefined ? 'to come' : `${formatCount(stage.trials)} tried`}
                  </text>
                  <text x={x(i)} y={40}>
                    {stage?.best == null ? '' : `best ${formatFixed(stage.best.reward)}`}
                  </text>
                </g>
              );
            })}
            {links.map(({ from, to }) => {
              const [x0, y0, x1, y1] = [x(from.column) + box, y(from.row) + 9, x(to.column), y(to.row) + 9];
              return (
                <path
                  key={to.trial}
                  className="st-link"
                  d={`M${x0} ${y0}C${(x0 + x1) / 2} ${y0} ${(x0 + x1) / 2} ${y1} ${x1} ${y1}`}
                />
              );
            })}
            {children.map((one) => (
              <g key={one.trial}>
                <rect className="st-box" x={x(one.column)} y={y(one.row)} width={box} height={ROW - 7} rx={3} />
                <rect
                  className="st-box-fill"
                  x={x(one.column)}
                  y={y(one.row)}
                  width={Math.max(2, Math.min(box, length.at(one.reward)))}
                  height={ROW - 7}
                  rx={3}
                />
                <text x={x(one.column) + 5} y={y(one.row) + 13.5} className="st-in-box">
                  {box < NAMED_FROM ? formatFixed(one.reward, 1) : cut(childText(one.arch), Math.floor(box / 6.6))}
                </text>
              </g>
            ))}
          </>
        ),
      };
    },
    [stages, lineage, planned],
  );
  const latest = stages.at(-1);
  return (
    <>
      {latest === undefined ? null : (
        <p className="st-soft">
          Stage {latest.stage} of {planned}: {latest.title}; the others are at their simplest.
        </p>
      )}
      <Picture
        label={`${stages.length} of ${planned} stages: ${stages
          .map(({ stage, trials, best }) => `stage ${stage}, ${trials} tried, best ${formatFixed(best?.reward)}`)
          .join('; ')}.`}
        draw={draw}
        hint="Boxes: children kept of a stage, filled by reward. Lines: who was extended into whom."
      />
      <TrialList
        label={`Kept of stage ${latest?.stage ?? ''}`}
        items={(latest?.kept ?? []).slice(0, 40).map(({ trial, arch, reward }) => ({
          key: String(trial),
          arch,
          note: `trial ${trial}, ${formatFixed(reward)}`,
        }))}
      />
    </>
  );
}
