import { useEffect, useState } from 'react';
import { Icon } from '../../shared/Icon';
import { Tip } from '../../shared/Tip';
import { useLab } from '../../store';

const MAX_SEED = 0xffffffff;

/** The seed, typed or rolled; another seed is another run. */
export function SeedControl() {
  const config = useLab((state) => state.config);
  const restart = useLab((state) => state.restart);
  const seed = config?.seed ?? 0;
  const [text, setText] = useState(String(seed));
  useEffect(() => setText(String(seed)), [seed]);
  const wanted = /^\d+$/.test(text) && Number(text) <= MAX_SEED ? Number(text) : null;
  const openWith = (next: number): void => {
    if (next !== seed) restart({ seed: next });
  };
  return (
    <span className="chip seed">
      <label>
        seed{' '}
        <input
          inputMode="numeric"
          value={text}
          size={Math.max(1, text.length)}
          disabled={config === null}
          aria-invalid={wanted === null}
          title="An integer from 0 to 4,294,967,295. Enter starts the run with it."
          onChange={(event) => setText(event.target.value.trim())}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && wanted !== null) openWith(wanted);
            if (event.key === 'Escape') setText(String(seed));
          }}
          onBlur={() => setText(String(seed))}
        />
      </label>
      <Tip text="Roll another seed and start again. Reset keeps the seed." align="end">
        <button
          type="button"
          className="dice"
          aria-label="Roll another seed"
          disabled={config === null}
          onClick={() => openWith((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % 10_000)}
        >
          <Icon name="dice" />
        </button>
      </Tip>
    </span>
  );
}
