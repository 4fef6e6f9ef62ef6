import { useEffect, useRef } from 'react';
import type { Preview } from '../../../worker/dataProtocol';

const COLUMNS = 20;

/** The first images of a set, side by side, as they are trained on. */
export function ImageStrip({ preview, title }: { readonly preview: Preview; readonly title: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height = 0, width = 0, channels = 1] = preview.shape;
  const count = preview.labels.length;
  const rows = Math.ceil(count / COLUMNS);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined) return;
    for (let i = 0; i < count; i += 1) {
      const tile = context.createImageData(width, height);
      for (let p = 0; p < width * height; p += 1) {
        for (let c = 0; c < 3; c += 1) {
          tile.data[p * 4 + c] = preview.images[(i * width * height + p) * channels + Math.min(c, channels - 1)] ?? 0;
        }
        tile.data[p * 4 + 3] = 255;
      }
      context.putImageData(tile, (i % COLUMNS) * width, Math.floor(i / COLUMNS) * height);
    }
  }, [preview, count, width, height, channels]);

  return (
    <figure className="data-strip">
      <canvas
        ref={canvas}
        width={COLUMNS * width}
        height={rows * height}
        role="img"
        aria-label={`The first ${count} training images of ${title}; labels ${[...preview.labels].join(', ')}`}
      />
      <figcaption>labels {[...preview.labels].join(' ')}</figcaption>
    </figure>
  );
}
