import { type PointerEvent, useMemo, useState } from 'react';
import { trainsChildren } from '../../../engine/estimate/trainsChildren';
import { useSize, useThrottled } from '../../shared/hooks';
import { Segmented } from '../../shared/Segmented';
import { useLab } from '../../store';
import { usePreview, useShown } from '../../store/preview';
import { episodeExtent, episodeTicks } from './axes';
import './chart.css';
import { CHART_TABS, type ChartTab, modelsOf } from './models';
import { Plot } from './Plot';
import { PreviewBar } from './PreviewBar';
import type { PlotFrame } from './plotTypes';
import { Readout } from './Readout';
import { Scrubber } from './Scrubber';
import { SeedsControl } from './SeedsControl';
import { SmoothingControl } from './SmoothingControl';

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

/** Curves of the run over its episodes, with a time cursor that is everybody's. */
export function ChartPanel() {
  const [tab, setTab] = useState<ChartTab>('reward');
  const [ref, size] = useSize<HTMLDivElement>();
  const [hovered, setHovered] = useState<number | null>(null);
  const shown = useShown();
  const { config, series, truth } = shown;
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
  const models = useMemo(() => {
    const { run, children } = useLab.getState();
    const best = version < 0 ? null : shown.isPreview ? (usePreview.getState().shown?.best ?? null) : run.best;
    const seenRewards = truth === null ? children.list().map((row) => row.reward) : [];
    return modelsOf(tab, {
      series,
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
  }, [tab, series, smoothing, truth, overlays, ghost, band, childrenPerEpisode, spaceSize, select, version, shown.isPreview]);

  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const narrow = size.width < 520;
  const frame = useMemo<PlotFrame>(
    () => ({ left: 3.6 * rem, right: (narrow ? 6.4 : 8.4) * rem, top: 0.9 * rem, bottom: 1.9 * rem, line: 1.15 * rem }),
    [rem, narrow],
  );
  const titledFrame = useMemo<PlotFrame>(() => ({ ...frame, top: frame.top + 1.2 * rem }), [frame, rem]);
  const limit = Math.max(config?.stop.episodes ?? 20, ...overlays.map((overlay) => overlay.series.length));
  const longest = Math.max(
    series.episodes,
    ghost?.series.episodes ?? 0,
    ...(tab === 'reward' ? overlays.map((overlay) => overlay.series.length) : []),
  );
  const extent = episodeExtent(longest, limit);
  const innerWidth = Math.max(1, size.width - frame.left - frame.right);
  const xTicks = useMemo(() => episodeTicks(extent, Math.max(2, innerWidth / 110)), [extent, innerWidth]);
  const episodeAt = (event: PointerEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.round(((event.clientX - box.left - frame.left) / innerWidth) * extent);
  };
  const inside = (episode: number): boolean => episode >= 1 && episode <= series.episodes;
  const marked = hovered ?? cursor;
  const height = size.height / Math.max(1, models.length);

  return (
    <section className="chart" aria-label="Charts">
      <div className="panel-head">
        <h2>{TITLES[tab]}</h2>
        <Segmented
          label="Chart"
          options={CHART_TABS.map((value) => ({ value, label: LABELS[value] }))}
          value={tab}
          onChange={setTab}
        />
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
          if (inside(episode) && !(event.target instanceof Element && event.target.closest('button') !== null))
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
              withEpisodes={i === models.length - 1}
            />
          </div>
        ))}
        {marked === null ? null : (
          <>
            <i
              className="cursor-line"
              data-held={hovered === null}
              style={{ left: frame.left + (marked / extent) * innerWidth, top: frame.top, bottom: frame.bottom }}
            />
            <Readout episode={marked} tab={tab} right={frame.right} bottom={frame.bottom} />
          </>
        )}
        {series.episodes === 0 ? <EmptyChart left={frame.left} right={frame.right} /> : null}
      </div>
      <Scrubber extent={extent} left={frame.left} right={frame.right} />
    </section>
  );
}

/** Before the first episode: what is awaited, and what the person can do. */
function EmptyChart({ left, right }: { readonly left: number; readonly right: number }) {
  const status = useLab((state) => state.status);
  const tableState = useLab((state) => state.tableState.state);
  const trains = useLab((state) => state.config !== null && trainsChildren(state.config.estimator));
  const hasFault = useLab((state) => state.error !== null);
  const text =
    status === 'idle'
      ? 'Choose an experiment above: it starts by itself.'
      : status === 'failed'
        ? 'The run could not start. What to do is written above.'
        : status === 'loading' || tableState === 'loading'
          ? trains
            ? 'Making the images and the training ready …'
            : 'Reading the recorded table …'
          : status === 'paused'
            ? hasFault
              ? 'Paused by a fault before the first episode. What to do is written above.'
              : 'Paused before the first episode. Press play, or step through it.'
            : trains
              ? 'The first children are training. The first point appears when all of an episode are scored.'
              : 'The first episode is under way …';
  return (
    <p className="chart-empty" style={{ left, right }}>
      {text}
    </p>
  );
}
