import { useEffect, useState } from 'react';
import type { FigureLook } from './figure';

interface PageLook {
  readonly look: FigureLook;
  readonly fontSize: number;
}

/** The page's tokens as they are now, written out for a file that has no style sheet. */
export function currentLook(): FigureLook {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    isDark: document.documentElement.dataset.theme === 'dark',
    background: token('--panel'),
    ink: token('--ink'),
    soft: token('--soft'),
    line: token('--line'),
    truth: token('--truth'),
    font: 'Inter, Helvetica Neue, Arial, sans-serif',
  };
}

const readPage = (): PageLook => ({
  look: currentLook(),
  fontSize: Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.88,
});

/** The tokens as they are shown, and the size of the page's small type: read again when theme or size changes. */
export function useFigureLook(): PageLook {
  const [held, setHeld] = useState(readPage);
  useEffect(() => {
    const again = (): void => setHeld(readPage());
    again();
    const observer = new MutationObserver(again);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-projector'] });
    return () => observer.disconnect();
  }, []);
  return held;
}
