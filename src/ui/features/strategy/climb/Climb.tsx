import { useCallback } from 'react';
import type { ClimbStep } from '../../../../engine/search/views';
import { formatFixed } from '../../../shared/format';
import { useMoment } from '../moment';
import { ColumnsOf, RowsOf } from '../parts/Axes';
import { childText } from '../parts/childText';
import { type Drawn, Picture } from '../parts/Picture';
import { rangeOf, scaleOf } from '../parts/scale';
import { TrialList } from '../parts/TrialList';
import { originWords } from '../population/words';
import { climbsOf } from './layout';
import './climb.css';

const HEIGHT = 270;
const WORDS: Readonly<Record<ClimbStep['what'], string>> = {
  start: 'start',
  restart: 'started anew',
  better: 'taken',
  rejected: 'not better',
};

/** Reward step by step: neighbours that were tried, those that were moved to, and where it began anew. */
export function Climb({ steps }: { readonly steps: readonly ClimbStep[] }) {
  const { lineage } = useMoment().records;
  const draw = useCallback(
    (width: number): Drawn => {
      const box = { left: 40, right: width - 10, top: 10, bottom: HEIGHT - 32 };
      const first = steps[0]?.trial ?? 0;
      const last = Math.max(first + 1, steps.at(-1)?.trial ?? 1);
      const x = scaleOf({ min: first, max: last, scale: 'linear' }, box.left + 6, box.right - 6);
      const y = scaleOf(rangeOf(steps.map(({ reward }) => reward)), box.bottom, box.top);
      const place = (one: ClimbStep) => ({ x: x.at(one.trial), y: y.at(one.reward) });
      return {
        height: HEIGHT,
        marks: steps.map((one) => ({
          ...place(one),
          arch: one.arch,
          text: `trial ${one.trial}, ${childText(one.arch)}: ${formatFixed(one.reward)}, ${WORDS[one.what]}; ${originWords(lineage.of(one.trial))}`,
        })),
        body: (
          <>
            <RowsOf scale={y} box={box} />
            <ColumnsOf scale={x} box={box} />
            <text x={box.right} y={HEIGHT - 3} textAnchor="end">
              trial
            </text>
            {steps
              .filter(({ what }) => what === 'restart')
              .map((one) => (
                <path key={one.trial} className="st-restart" d={`M${x.at(one.trial)} ${box.top}V${box.bottom}`} />
              ))}
            <path
              className="st-rejected"
              d={steps
                .filter(({ what }) => what === 'rejected')
                .map((one) => `M${place(one).x.toFixed(1)} ${place(one).y.toFixed(1)}h0`)
                .join('')}
            />
            {climbsOf(steps).map((climb) => (
              <path
                key={climb[0]?.trial}
                className="st-climb"
                d={climb
                  .map(
                    (one, i) =>
                      `${i === 0 ? 'M' : 'H'}${place(one).x.toFixed(1)}${i === 0 ? ' ' : 'V'}${place(one).y.toFixed(1)}`,
                  )
                  .join('')}
              />
            ))}
            {steps
              .filter(({ what }) => what !== 'rejected')
              .map((one) => (
                <circle key={one.trial} className="st-taken" data-what={one.what} cx={place(one).x} cy={place(one).y} r={4} />
              ))}
          </>
        ),
      };
    },
    [steps, lineage],
  );
  const count = (what: ClimbStep['what']): number => steps.filter((one) => one.what === what).length;
  const taken = steps.filter(({ what }) => what !== 'rejected');
  const restarts = count('restart');
  return (
    <>
      <Picture
        label={`${steps.length} steps: ${count('better')} taken, ${count('rejected')} rejected, ${restarts} restarts.`}
        draw={draw}
        hint={`${count('better')} steps taken, ${count('rejected')} neighbours rejected (pale), ${restarts} ${restarts === 1 ? 'restart' : 'restarts'} (dashed).`}
      />
      <TrialList
        label="Steps that were taken, latest first"
        items={[...taken]
          .reverse()
          .slice(0, 40)
          .map((one) => ({
            key: String(one.trial),
            arch: one.arch,
            note: `trial ${one.trial}, ${formatFixed(one.reward)}, ${WORDS[one.what]}; ${originWords(lineage.of(one.trial))}`,
          }))}
      />
    </>
  );
}
