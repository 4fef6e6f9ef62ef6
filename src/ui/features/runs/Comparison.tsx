import { useEffect, useMemo, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import { ArchText } from '../../shared/ArchText';
import { download } from '../../shared/download';
import { digitsFor, formatCount, formatFixed } from '../../shared/format';
import { useSize } from '../../shared/hooks';
import { useLab } from '../../store';
import type { RunCurve } from './curves';
import { type FigureLook, type FigureSize, figureSvg } from './figure';

const EXPORT_SIZE: FigureSize = { width: 900, height: 480 };
const PNG_SCALE = 2;

/** The page's tokens as they are now, written out for a file that has no style sheet. */
function currentLook(): FigureLook {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    background: token('--panel'),
    ink: token('--ink'),
    soft: token('--soft'),
    line: token('--line'),
    accent: token('--policy'),
    font: 'Inter, Helvetica Neue, Arial, sans-serif',
  };
}

/** The tokens as they are shown: read again when the page changes its theme. */
function useLook(): FigureLook {
  const [look, setLook] = useState(currentLook);
  useEffect(() => {
    const read = (): void => setLook(currentLook());
    read();
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, []);
  return look;
}

/** An SVG document as PNG. Rejects where the browser cannot draw it. */
async function pngOf(svg: string, size: FigureSize): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = size.width * PNG_SCALE;
  canvas.height = size.height * PNG_SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the browser gave no PNG')) : resolve(blob)), 'image/png');
  });
}

/** The chosen runs side by side: three numbers each, and their curves as a figure that can be taken along. */
export function Comparison({ curves }: { readonly curves: readonly RunCurve[] }) {
  const smoothing = useLab((state) => state.smoothing);
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [error, setError] = useState<PlainError | null>(null);
  const drawnWidth = Math.max(300, Math.round(width));
  const look = useLook();
  const source = useMemo(() => {
    const svg = figureSvg(curves, smoothing, look, { width: drawnWidth, height: 250 });
    return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  }, [curves, smoothing, look, drawnWidth]);

  const values = curves.flatMap((curve) => [curve.lastMean, curve.best]).filter((value): value is number => value !== null);
  const digits = Math.min(3, Math.max(2, digitsFor(Math.max(...values) - Math.min(...values))));
  const summary = curves
    .map((curve) => `${curve.title}: ${curve.episodes} episodes, mean of the last 20 ${formatFixed(curve.lastMean, digits)}`)
    .join('; ');

  const savePng = async (): Promise<void> => {
    try {
      setError(null);
      download('nas-lab-runs.png', await pngOf(figureSvg(curves, smoothing, currentLook(), EXPORT_SIZE), EXPORT_SIZE));
    } catch (thrown) {
      setError({ ...toPlainError(thrown), kind: 'backend', remedy: 'Export the figure as SVG instead.' });
    }
  };

  return (
    <section className="runs-compare" aria-label="Comparison">
      <div className="runs-head">
        <h3>Compared</h3>
        <span className="spacer" />
        <button
          type="button"
          className="button"
          onClick={() => download('nas-lab-runs.svg', figureSvg(curves, smoothing, currentLook(), EXPORT_SIZE), 'image/svg+xml')}
        >
          Figure as SVG
        </button>
        <button type="button" className="button" onClick={() => void savePng()}>
          as PNG
        </button>
      </div>
      {error === null ? null : (
        <p className="runs-fault" role="alert">
          {error.message} {error.remedy}
        </p>
      )}
      <div ref={ref} className="runs-figure">
        {width > 0 ? <img src={source} width={drawnWidth} height={250} alt={`Mean reward per episode. ${summary}.`} /> : null}
      </div>
      <div className="runs-scroll">
        <table className="runs-table">
          <caption className="sr-only">Compared runs</caption>
          <thead>
            <tr>
              <th scope="col">run</th>
              <th scope="col">episodes</th>
              <th scope="col">mean of last 20</th>
              <th scope="col">best</th>
              <th scope="col">children to best</th>
            </tr>
          </thead>
          <tbody>
            {curves.map((curve) => (
              <tr key={curve.id}>
                <th scope="row">{curve.title}</th>
                <td>{formatCount(curve.episodes)}</td>
                <td>{formatFixed(curve.lastMean, digits)}</td>
                <td>
                  {formatFixed(curve.best, digits)}
                  {curve.bestArch === null ? null : (
                    <span className="runs-soft">
                      {' '}
                      <ArchText arch={curve.bestArch} most={30} />
                    </span>
                  )}
                </td>
                <td>{formatCount(curve.childrenToBest)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
