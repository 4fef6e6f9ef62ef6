import { type CSSProperties, useCallback, useEffect, useMemo, useState } from 'react';
import { spaceById } from '../../../../engine/space/catalogue';
import { formatFixed } from '../../../shared/format';
import { Icon } from '../../../shared/Icon';
import { Segmented } from '../../../shared/Segmented';
import { useLab } from '../../../store';
import { ColumnsOf, RowsOf } from '../parts/Axes';
import { childText } from '../parts/childText';
import { type Drawn, Picture } from '../parts/Picture';
import { scaleOf } from '../parts/scale';
import { HeatMap, type MapPoint } from '../surface/HeatMap';
import { trueResponse } from '../surface/truth';
import { axesOf, BUDGETS, bestSoFar, CONTESTANTS, type ContestBudget, problems, TITLES } from './contest';
import { type Tried, useContest } from './useContest';
import './contest.css';

const TRUTH_SIZE = 49;
const STEP_MS = 260;
const CURVE_HEIGHT = 150;
const MOST_SEED = 0xffffffff;

/** Grid, random and Bayesian search on the same two numbers with the same budget, stepped together over the true response. */
export function SideBySide() {
  const ofRun = useLab((state) => state.config?.space ?? null);
  const spaces = useMemo(problems, []);
  const own = ofRun === null ? undefined : spaces.find(({ id }) => id === ofRun.id);
  const [problem, setProblem] = useState(own?.id ?? spaces[0]?.id ?? '');
  const [budget, setBudget] = useState<ContestBudget>(36);
  const [seed, setSeed] = useState(1);
  const [shown, setShown] = useState(1);
  const [isPlaying, setPlaying] = useState(true);
  const { tried, error, isComputing } = useContest(problem, budget, seed);
  const known = Math.min(...CONTESTANTS.map((one) => tried[one].length));
  useEffect(() => {
    if (!isPlaying || shown >= budget) return;
    const timer = setInterval(() => setShown((held) => Math.min(held + 1, Math.max(1, known))), STEP_MS);
    return () => clearInterval(timer);
  }, [isPlaying, shown, budget, known]);
  const again = (): void => {
    setShown(1);
    setPlaying(true);
  };
  const isAtEnd = shown >= budget;
  const step = (by: number): void => {
    setPlaying(false);
    setShown((held) => Math.max(1, Math.min(known, held + by)));
  };
  return (
    <div className="st-contest">
      <div className="st-tools">
        <Segmented
          label="Problem"
          value={problem}
          onChange={(next) => {
            setProblem(next);
            again();
          }}
          options={spaces.map(({ id }) => ({ value: id, label: id }))}
        />
        <Segmented
          label="Children each"
          value={String(budget)}
          onChange={(text) => {
            setBudget(BUDGETS.find((one) => String(one) === text) ?? 36);
            again();
          }}
          options={BUDGETS.map((one) => ({ value: String(one), label: `${one} each` }))}
        />
        <label className="st-seed">
          seed{' '}
          <input
            type="number"
            min={0}
            max={MOST_SEED}
            value={seed}
            onChange={(event) => {
              const next = event.target.valueAsNumber;
              if (!Number.isInteger(next) || next < 0 || next > MOST_SEED) return;
              setSeed(next);
              again();
            }}
          />
        </label>
      </div>
      <div className="st-tools">
        <button
          type="button"
          className="icon-button"
          aria-label={isPlaying && !isAtEnd ? 'Pause the comparison' : 'Play the comparison'}
          onClick={() => {
            if (isAtEnd) setShown(1);
            setPlaying(isAtEnd || !isPlaying);
          }}
        >
          <Icon name={isPlaying && !isAtEnd ? 'pause' : 'play'} />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label="One child more each"
          disabled={shown >= known}
          onClick={() => step(1)}
        >
          <Icon name="step" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label="Back to the first child"
          disabled={shown <= 1}
          onClick={() => step(-budget)}
        >
          <Icon name="reset" />
        </button>
        <input
          type="range"
          className="range"
          aria-label="Children shown"
          aria-valuetext={`${shown} of ${budget} children each`}
          min={1}
          max={budget}
          value={shown}
          style={{ '--fill': `${(100 * (shown - 1)) / Math.max(1, budget - 1)}%` } as CSSProperties}
          onChange={(event) => {
            setPlaying(false);
            setShown(Math.min(Math.max(1, known), event.target.valueAsNumber));
          }}
        />
        <span className="st-count">
          {shown} of {budget}
          {isComputing ? ` · ${known} computed` : ''}
        </span>
      </div>
      {error === null ? null : (
        <p role="alert" className="st-error">
          {error.message} <b>{error.remedy}</b>
        </p>
      )}
      <Contestants problem={problem} tried={tried} shown={shown} budget={budget} />
    </div>
  );
}

interface ContestantsProps {
  readonly problem: string;
  readonly tried: Readonly<Record<(typeof CONTESTANTS)[number], readonly Tried[]>>;
  readonly shown: number;
  readonly budget: number;
}

function Contestants({ problem, tried, shown, budget }: ContestantsProps) {
  const space = useMemo(() => spaceById(problem), [problem]);
  const axes = useMemo(() => axesOf(space), [space]);
  const truth = useMemo(() => {
    if (axes === null) return null;
    const [x, y] = axes;
    return trueResponse(space, x, y, space.format({ space: space.id, choices: [x.min, y.min] }), TRUTH_SIZE);
  }, [space, axes]);
  if (axes === null) return null;
  return (
    <>
      <div className="st-maps st-three">
        {CONTESTANTS.map((contestant) => {
          const seen = tried[contestant].slice(0, shown);
          const points = seen.map((one, trial): MapPoint => ({ ...one, trial }));
          const best = points.reduce<MapPoint | null>((top, one) => (top === null || one.reward > top.reward ? one : top), null);
          return (
            <HeatMap
              key={contestant}
              title={TITLES[contestant]}
              value={best === null ? '…' : `best ${formatFixed(best.reward)}`}
              label={`${TITLES[contestant]} search: ${points.length} points over the true response, best ${formatFixed(best?.reward)}${
                best?.arch == null ? '' : ` at ${childText(best.arch)}`
              }.`}
              x={axes[0]}
              y={axes[1]}
              grid={truth}
              hue="truth"
              points={points}
              best={best?.trial ?? null}
              place={null}
            />
          );
        })}
      </div>
      <Curves tried={tried} shown={shown} budget={budget} />
      <p className="st-soft">
        Reward: 100 at the function’s {space.id} optimum, 0 at its worst, without noise. Computed in this browser by the same code
        as a run of that strategy.
      </p>
    </>
  );
}

function Curves({ tried, shown, budget }: Pick<ContestantsProps, 'tried' | 'shown' | 'budget'>) {
  const draw = useCallback(
    (width: number): Drawn => {
      const box = { left: 40, right: width - 76, top: 8, bottom: CURVE_HEIGHT - 24 };
      const lines = CONTESTANTS.map((contestant) => ({
        contestant,
        best: bestSoFar(tried[contestant].slice(0, shown).map(({ reward }) => reward)),
      }));
      const gaps = lines.flatMap(({ best }) => best.map((value) => Math.max(1e-4, 100 - value)));
      const y = scaleOf({ min: Math.min(1e-2, ...gaps), max: Math.max(10, ...gaps), scale: 'log' }, box.bottom, box.top);
      const x = scaleOf({ min: 1, max: budget, scale: 'linear' }, box.left, box.right);
      const ends = lines.map(({ contestant, best }) => ({ contestant, y: y.at(Math.max(1e-4, 100 - (best.at(-1) ?? 0))) }));
      ends.sort((a, b) => a.y - b.y);
      const apart: { readonly contestant: (typeof CONTESTANTS)[number]; readonly y: number }[] = [];
      for (const one of ends) apart.push({ ...one, y: Math.max(one.y, (apart.at(-1)?.y ?? Number.NEGATIVE_INFINITY) + 13) });
      return {
        height: CURVE_HEIGHT,
        marks: [],
        body: (
          <>
            <RowsOf scale={y} box={box} />
            <ColumnsOf scale={x} box={box} />
            {lines.map(({ contestant, best }) => (
              <path
                key={contestant}
                className="st-contestant"
                data-who={contestant}
                d={best
                  .map((value, i) => {
                    const [px, py] = [x.at(i + 1).toFixed(1), y.at(Math.max(1e-4, 100 - value)).toFixed(1)];
                    return i === 0 ? `M${px} ${py}` : `H${px}V${py}`;
                  })
                  .join('')}
              />
            ))}
            {apart.map((one) => (
              <text
                key={one.contestant}
                className="st-who"
                data-who={one.contestant}
                x={Math.min(box.right, x.at(shown)) + 6}
                y={one.y + 4}
              >
                {TITLES[one.contestant]}
              </text>
            ))}
          </>
        ),
      };
    },
    [tried, shown, budget],
  );
  const words = CONTESTANTS.map((one) => {
    const best = bestSoFar(tried[one].slice(0, shown).map(({ reward }) => reward)).at(-1);
    return `${TITLES[one]} ${formatFixed(best === undefined ? null : 100 - best, 3)}`;
  }).join(', ');
  return (
    <>
      <h3>
        How far the best is from the optimum
        <span className="st-soft"> · points of reward, logarithmic, over children</span>
      </h3>
      <Picture label={`Distance of the best from the optimum after ${shown} children each: ${words}.`} draw={draw} hint={words} />
    </>
  );
}
