import { useMemo, useState } from 'react';
import type { DrawnSample } from '../../../worker/spaceProtocol';
import { useMedia } from '../../shared/hooks';
import { useLab } from '../../store';
import { bytesText } from './numbers';

interface SampleProps {
  readonly sample: DrawnSample | null;
  readonly draw: number;
  readonly onDraw: () => void;
}

/** One genotype drawn at random with its network and what it costs. */
export function Sample({ sample, draw, onDraw }: SampleProps) {
  return (
    <section className="space-sample" aria-label="A sample">
      <div className="space-line">
        <h3>A sample</h3>
        <button type="button" className="button" onClick={onDraw}>
          Draw another
        </button>
        <span className="space-soft">no. {draw}</span>
      </div>
      {sample === null ? <p className="space-soft">Drawing …</p> : <SampleBody sample={sample} />}
    </section>
  );
}

function SampleBody({ sample: { text, network, fault } }: { readonly sample: DrawnSample }) {
  return (
    <>
      <code className="space-genotype" title="The genotype as text">
        {text === '' ? '(nothing is decided)' : text}
      </code>
      {fault === null ? null : (
        <p className="space-fault">
          <b>{fault.message}</b> {fault.remedy}
        </p>
      )}
      {network === null ? null : (
        <>
          <p className="space-facts">
            <b>{network.params.toLocaleString('en')}</b> params · <b>{network.macs.toLocaleString('en')}</b> MACs ·{' '}
            <b>{bytesText(network.memoryBytes)}</b> to train a batch of 64 · {network.layers} layers
          </p>
          <Drawing svg={network.svg} label={`Network of the sample: ${network.layers} layers`} />
        </>
      )}
    </>
  );
}

function Drawing({ svg, label }: { readonly svg: { readonly light: string; readonly dark: string }; readonly label: string }) {
  const theme = useLab((state) => state.theme);
  const [isLarge, setLarge] = useState(false);
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const text = theme === 'dark' || (theme === 'system' && systemDark) ? svg.dark : svg.light;
  const url = useMemo(() => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`, [text]);
  return (
    <div className="space-drawing" data-large={isLarge}>
      <button
        type="button"
        className="space-zoom"
        aria-expanded={isLarge}
        aria-label={`${label}. Show all of it`}
        onClick={() => setLarge(!isLarge)}
      >
        <img src={url} alt="" />
      </button>
    </div>
  );
}
