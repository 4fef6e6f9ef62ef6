import { type PointerEvent, useMemo, useState } from 'react';
import type { RunConfig } from '../../../engine/run/config';
import { useSize, useThrottled } from '../../shared/hooks';
import { Segmented } from '../../shared/Segmented';
import { useLab } from '../../store';
import { usePreview, useShown } from '../../store/preview';
import { AxisName } from './AxisName';
import { spentExtent, spentTicks } from './axes';
import './chart.css';
import { EmptyChart } from './EmptyChart';
import { type ChartTab, modelsOf, tabsOf } from './models';
import { Plot } from './Plot';
import { PreviewBar } from './PreviewBar';
import type { PlotFrame } from './plotTypes';
import { Readout } from './Readout';
import { Scrubber } from './Scrubber';
import { SeedsControl } from './SeedsControl';
import { SmoothingControl } from './SmoothingControl';
import { type ChartUnit, courseOf, courseOfSpent, episodeNear, givesEpochs } from './unit';
import { useUnit } from './useUnit';

const TITLES: Readonly<Record<ChartTab, string>> = {
  reward: 'Reward per episode',
  losses: 'Losses per episode',
  entropy: 'Entropy and KL',
  children: 'Children so far',
};

const LABELS: Readonly<Record<ChartTab, string>> = {
  reward: 'reward',
  losses: 'losses',
  entropy: 'entropy, KL',
  children: 'children',
};

/** Charts are drawn anew at most four times a second. */
const CHART_MS = 250;
/** What is computed while a knob is moved is drawn sooner. */
const PREVIEW_MS = 100;

/** Curves of the run over what it spent, with a time cursor that is everybody's. */
export function ChartPanel() {
  const [chosen, setTab] = useState<ChartTab>('reward');
  const [ref, size] = useSize<HTMLDivElement>();
  const [hovered, setHovered] = useState<number | null>(null);
  const shown = useShown();
  const { config, series, truth } = shown;
  const tabs = useMemo(() => tabsOf(config?.strategy ?? null), [config]);
  const tab = tabs.includes(chosen) ? chosen : 'reward';
  const ghost = usePreview((state) => state.ghost);
  const band = usePreview((state) => state.band);
  const overlays = useLab((state) => state.overlays);
  const smoothing = useLab((state) => state.smoothing);
  const spaceSize = useLab((state) => state.table?.rows.length ?? null);
  const cursor = useLab((state) => state.episodeCursor);
  const setCursor = useLab((state) => state.setCursor);
  const select = useLab((state) => state.select);
  const version = useThrottled(shown.version, shown.isPreview ? PREVIEW_MS : CHART_MS);
  const childrenPerEpisode = config?.strategy.childrenPerEpisode ?? 1;
  // Children of few epochs say nothing of what children drawn at random come to.
  const isComparable = config === null || !givesEpochs(config.strategy);
  const [unit, setUnit] = useUnit(config, series);
  const models = useMemo(() => {
    const { run, children } = useLab.getState();
    const best = version < 0 ? null : shown.isPreview ? (usePreview.getState().shown?.best ?? null) : run.best;
    const seenRewards = truth === null && isComparable ? children.list().map((row) => row.reward) : [];
    return modelsOf(tab, {
      series,
      unit,
      window: smoothing,
      truth,
      seenRewards,
      overlays,
      ghost,
      band,
      childrenPerEpisode,
      spaceSize,
      best,
      select,
    });
  }, [
    tab,
    series,
    unit,
    smoothing,
    truth,
    isComparable,
    overlays,
    ghost,
    band,
    childrenPerEpisode,
    spaceSize,
    select,
    version,
    shown.isPreview,
  ]);

  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const narrow = size.width < 520;
  const frame = useMemo<PlotFrame>(
    () => ({ left: 3.6 * rem, right: (narrow ? 6.4 : 8.4) * rem, top: 0.9 * rem, bottom: 1.9 * rem, line: 1.15 * rem }),
    [rem, narrow],
  );
  const titledFrame = useMemo<PlotFrame>(() => ({ ...frame, top: frame.top + 1.2 * rem }), [frame, rem]);
  const course = courseOf(series, unit);
  const laidOver = tab === 'reward' ? overlays : [];
  const spent = [
    course(series.episodes),
    ghost === null ? 0 : courseOf(ghost.series, unit)(ghost.series.episodes),
    ...laidOver.map((overlay) => courseOfSpent(overlay.spent, unit)(overlay.series.length)),
  ];
  const extent = spentExtent(
    Math.max(...spent.filter(Number.isFinite)),
    Math.max(limitOf(config, unit), ...spent.slice(2).filter(Number.isFinite)),
  );
  const innerWidth = Math.max(1, size.width - frame.left - frame.right);
  const xTicks = useMemo(() => spentTicks(extent, Math.max(2, innerWidth / 110)), [extent, innerWidth]);
  /** NaN right and left of the curves. */
  const episodeAt = (event: PointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    const place = ((event.clientX - box.left - frame.left) / innerWidth) * extent;
    const isOutside = place < 0 || place > course(series.episodes) + extent / innerWidth;
    return isOutside ? Number.NaN : episodeNear(course, series.episodes, place);
  };
  const inside = (episode: number): boolean => episode >= 1 && episode <= series.episodes;
  const marked = hovered ?? cursor;
  const height = size.height / Math.max(1, models.length);

  return (
    <section className="chart" aria-label="Charts">
      <div className="panel-head">
        <h2>{TITLES[tab]}</h2>
        <Segmented label="Chart" options={tabs.map((value) => ({ value, label: LABELS[value] }))} value={tab} onChange={setTab} />
        <SeedsControl />
        <SmoothingControl childrenPerEpisode={childrenPerEpisode} />
      </div>
      <PreviewBar />
      <div
        ref={ref}
        className="chart-area"
        onPointerMove={(event) => {
          const episode = episodeAt(event);
          setHovered(inside(episode) ? episode : null);
          if (event.buttons === 1 && inside(episode)) setCursor(episode, series.episodes);
        }}
        onPointerLeave={() => setHovered(null)}
        onPointerDown={(event) => {
          const episode = episodeAt(event);
          if (inside(episode) && !(event.target instanceof Element && event.target.closest('button, select') !== null))
            setCursor(episode, series.episodes);
        }}
      >
        {models.map((model, i) => (
          <div key={model.title} className="plot-slot" style={{ height }}>
            {models.length > 1 ? <h3 style={{ left: frame.left }}>{model.title}</h3> : null}
            <Plot
              model={model}
              width={size.width}
              height={height}
              frame={models.length > 1 ? titledFrame : frame}
              extent={extent}
              xTicks={xTicks}
              withTicks={i === models.length - 1}
            />
          </div>
        ))}
        {marked === null ? null : (
          <>
            <i
              className="cursor-line"
              data-held={hovered === null}
              style={{ left: frame.left + (course(marked) / extent) * innerWidth, top: frame.top, bottom: frame.bottom }}
            />
            <Readout episode={marked} tab={tab} unit={unit} right={frame.right} bottom={frame.bottom} />
          </>
        )}
        <AxisName unit={unit} onChange={setUnit} left={frame.left + innerWidth} height={frame.bottom} />
        {series.episodes === 0 ? <EmptyChart left={frame.left} right={frame.right} /> : null}
      </div>
      <Scrubber extent={extent} course={course} left={frame.left} right={frame.right} />
    </section>
  );
}

/** Where the axis ends at the latest: what the run may spend, where that is known. */
function limitOf(config: RunConfig | null, unit: ChartUnit): number {
  if (config === null) return 20;
  const { stop, strategy } = config;
  if (unit === 'episodes') return stop.episodes;
  return unit === 'children' ? (stop.children ?? stop.episodes * strategy.childrenPerEpisode) : Number.POSITIVE_INFINITY;
}
