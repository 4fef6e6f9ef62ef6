import { extremesOf, type Grid } from './truth';

/**
 * Paints a grid in one hue whose strength alone carries the value: weakest at the low end of what is there, or of the range given. Row 0 is at
 * the bottom; places lie on the edges, so that the first and last are cut in half.
 */
export function paintMap(canvas: HTMLCanvasElement, grid: Grid, colour: string, width: number, height: number): void {
  const ratio = devicePixelRatio;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  const context = canvas.getContext('2d');
  const { size, values } = grid;
  const small = document.createElement('canvas');
  small.width = size;
  small.height = size;
  const cells = small.getContext('2d');
  if (context === null || cells === null || size < 2) return;
  const { low, high } = extremesOf(grid);
  cells.fillStyle = colour;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const value = values[row * size + column] ?? Number.NaN;
      const share = high > low ? (value - low) / (high - low) : 0.5;
      cells.globalAlpha = 0.03 + 0.9 * Math.min(1, Math.max(0, share)) ** 1.3;
      cells.fillRect(column, size - 1 - row, 1, 1);
    }
  }
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  const [cellX, cellY] = [canvas.width / (size - 1), canvas.height / (size - 1)];
  context.drawImage(small, -cellX / 2, -cellY / 2, canvas.width + cellX, canvas.height + cellY);
}
