import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { BOX, type Drawing } from '../../../engine/graph/layout';
import { useSize } from '../../shared/hooks';
import { Boxes, Edges, Frames } from './Boxes';
import { Minimap } from './Minimap';
import { DIRECTIONS, stepFrom } from './steps';
import { useCamera, useGestures } from './useCamera';
import { fitView, homeView, revealBox, type View } from './view';
import './drawing.css';

const ZOOM_STEP = 1.25;
const PAN_STEP = 60;
/** Below this scale names are too small to read: boxes are filled with their colour instead. */
const FAR = 0.42;
/** From so many boxes on, there is a map. */
const MAP_FROM = 24;

interface StageProps {
  readonly drawing: Drawing;
  /** Names the network: another key, another first view. */
  readonly networkKey: string;
  readonly label: string;
  readonly active: string | null;
  readonly pinned: string | null;
  readonly onActive: (id: string | null) => void;
  readonly onPin: (id: string | null) => void;
  readonly onToggle: (group: string) => void;
  /** Placed among the zoom buttons. */
  readonly tools: ReactNode;
}

/** The page's type over that of the boxes' names at scale 1: large screens and projectors have large type. */
function typeUnit(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / BOX.titleSize;
}

/** Where a group was on the screen when it was folded or unfolded: it stays there. */
interface Anchor {
  readonly group: string;
  readonly x: number;
  readonly y: number;
  readonly isFocused: boolean;
}

function placeOfGroup(drawing: Drawing, group: string): { readonly x: number; readonly y: number } | null {
  const frame = drawing.frames.find((one) => one.group === group) ?? drawing.nodes.find((one) => one.group === group);
  return frame === undefined ? null : { x: frame.x + frame.width / 2, y: frame.y };
}

const idOf = (target: EventTarget): string | null =>
  target instanceof Element ? (target.closest<SVGElement>('[data-id]')?.dataset.id ?? null) : null;
const groupOf = (target: EventTarget): string | null =>
  target instanceof Element ? (target.closest<SVGElement>('[data-group]')?.dataset.group ?? null) : null;

/** The drawing to walk, pan and zoom in. */
export function Stage(props: StageProps) {
  const { drawing, networkKey, label, active, pinned, onActive, onPin, onToggle, tools } = props;
  const [box, size] = useSize<HTMLDivElement>();
  const layer = useRef<SVGGElement>(null);
  const percent = useRef<HTMLOutputElement>(null);
  const camera = useCamera(drawing, size);
  useGestures(box, camera);
  const [tabStop, setTabStop] = useState<string | null>(null);
  const anchor = useRef<Anchor | null>(null);

  useEffect(() => {
    const draw = ({ x, y, scale }: View): void => {
      layer.current?.setAttribute('transform', `translate(${x} ${y}) scale(${scale})`);
      if (box.current !== null) {
        box.current.dataset.far = String(scale < FAR);
        // The names of groups keep their size on the screen then; set on a change only, for it styles every box anew.
        const name = String(Math.min(1, scale));
        if (scale < FAR && box.current.style.getPropertyValue('--scale') !== name) box.current.style.setProperty('--scale', name);
      }
      if (percent.current !== null) percent.current.value = `${Math.round(scale * 100)} %`;
    };
    draw(camera.view());
    return camera.subscribe(draw);
  }, [camera, box]);

  const first = drawing.nodes[0];
  const start = first === undefined ? 0 : first.x + first.width / 2;
  const isReady = size.width > 0 && size.height > 0;
  const shownKey = useRef('');
  const shownDrawing = useRef<Drawing | null>(null);
  useLayoutEffect(() => {
    if (!isReady) return;
    const isNew = shownKey.current !== networkKey;
    const isChanged = shownDrawing.current !== drawing;
    shownKey.current = networkKey;
    shownDrawing.current = drawing;
    const { current: held } = anchor;
    anchor.current = null;
    const place = held === null || isNew ? null : placeOfGroup(drawing, held.group);
    if (held !== null && place !== null) {
      const { scale } = camera.view();
      camera.set({ scale, x: held.x - place.x * scale, y: held.y - place.y * scale });
      const node = drawing.nodes.find((one) => one.group === held.group);
      if (held.isFocused && node !== undefined) focusBox(box.current, node.id);
    } else if (isNew || isChanged || !camera.isMoved()) {
      camera.rest();
      camera.set(homeView(drawing, size, start, typeUnit()));
    }
  }, [drawing, networkKey, size, isReady, start, camera, box]);

  const toggle = (group: string): void => {
    const place = placeOfGroup(drawing, group);
    if (place !== null) {
      const { x, y, scale } = camera.view();
      const isFocused = box.current?.contains(document.activeElement) ?? false;
      anchor.current = { group, x: place.x * scale + x, y: place.y * scale + y, isFocused };
    }
    onToggle(group);
  };
  const showAll = (): void => {
    camera.pan(0, 0);
    camera.set(fitView(drawing, size, typeUnit()));
  };

  const onStageKey = (event: KeyboardEvent): boolean => {
    const arrows: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [PAN_STEP, 0],
      ArrowRight: [-PAN_STEP, 0],
      ArrowUp: [0, PAN_STEP],
      ArrowDown: [0, -PAN_STEP],
    };
    const arrow = arrows[event.key];
    if (event.key === '+' || event.key === '=') camera.zoom(ZOOM_STEP);
    else if (event.key === '-') camera.zoom(1 / ZOOM_STEP);
    else if (event.key === '0') showAll();
    else if (arrow !== undefined) camera.pan(...arrow);
    else return false;
    return true;
  };
  const onBoxKey = (event: KeyboardEvent, id: string): boolean => {
    const node = drawing.nodes.find((one) => one.id === id);
    const direction = DIRECTIONS[event.key];
    if (node === undefined) return false;
    if (direction !== undefined && !event.shiftKey) {
      const next = stepFrom(drawing, id, direction);
      if (next !== null) focusBox(box.current, next.id);
      return true;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      if (node.kind === 'group') toggle(node.group);
      else onPin(pinned === id ? null : id);
      return true;
    }
    if (event.key.toLowerCase() === 'f') {
      toggle(node.group);
      return true;
    }
    return false;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const id = idOf(event.target);
    if ((id !== null && onBoxKey(event, id)) || onStageKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const onFocus = (target: EventTarget): void => {
    const node = drawing.nodes.find((one) => one.id === idOf(target));
    if (node === undefined) return;
    setTabStop(node.id);
    onActive(node.id);
    camera.set(revealBox(camera.view(), node, size));
  };
  const onClick = (event: MouseEvent): void => {
    if (camera.wasDragged()) return;
    const id = idOf(event.target);
    const group = groupOf(event.target);
    const isSign = event.target instanceof Element && event.target.closest('.net-fold-sign, .net-frame text') !== null;
    if (group !== null && (isSign || event.detail === 2)) toggle(group);
    else if (id !== null && group === null) onPin(pinned === id ? null : id);
  };

  const lit = useMemo(
    () => (active === null ? [] : drawing.edges.filter(({ from, to }) => from === active || to === active)),
    [active, drawing],
  );
  const stop = drawing.nodes.some(({ id }) => id === tabStop) ? (tabStop ?? undefined) : first?.id;
  return (
    <div className="net-stage">
      <div
        ref={box}
        className="net-canvas"
        role="tree"
        aria-label={`${label}. Arrow keys pan, plus and minus zoom, 0 shows all. Tab goes to the boxes: there arrow keys follow the edges, Enter or F folds and unfolds.`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={(event) => onFocus(event.target)}
        onPointerOver={(event) => onActive(idOf(event.target))}
        onPointerLeave={() => onActive(null)}
      >
        <svg width="100%" height="100%" role="none">
          <g ref={layer}>
            <Frames frames={drawing.frames} />
            <Edges edges={drawing.edges} className="net-edges" />
            <Edges edges={lit} className="net-edges net-lit" />
            <Boxes nodes={drawing.nodes} tabStop={stop} pinned={pinned} />
          </g>
        </svg>
        {drawing.nodes.length >= MAP_FROM && isReady ? <Minimap drawing={drawing} stage={size} camera={camera} /> : null}
      </div>
      <div className="net-tools">
        <button type="button" className="icon-button" aria-label="Zoom out" onClick={() => camera.zoom(1 / ZOOM_STEP)}>
          −
        </button>
        <output ref={percent} className="net-percent" aria-label="Zoom" aria-live="off" />
        <button type="button" className="icon-button" aria-label="Zoom in" onClick={() => camera.zoom(ZOOM_STEP)}>
          +
        </button>
        <button type="button" className="button" onClick={showAll}>
          Fit
        </button>
        {tools}
      </div>
    </div>
  );
}

function focusBox(stage: HTMLElement | null, id: string): void {
  stage?.querySelector<SVGGElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
}
