import { useId, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import { Rng } from '../../../engine/core/rng';
import type { Shape } from '../../../engine/core/shape';
import { countGraph } from '../../../engine/graph/count';
import { shapeText } from '../../../engine/graph/shapes';
import { PROFILES, SPACES, sample, spaceById } from '../../../engine/space';
import type { ProfileId, SearchSpace } from '../../../engine/space/types';
import type { ShownNetwork } from './shown';
import './fields.css';

/** Spaces whose points are networks. */
const DRAWN: readonly SearchSpace[] = SPACES.filter((space) => space.value === undefined && space.profiles.length > 0);

const INPUTS: readonly { readonly shape: Shape; readonly title: string }[] = [
  { shape: [28, 28, 1], title: '28×28 grey (MNIST, digits)' },
  { shape: [32, 32, 3], title: '32×32 colour (CIFAR-10)' },
];
const CLASSES = 10;

interface Asked {
  readonly space: string;
  readonly arch: string;
  readonly profile: ProfileId;
  readonly input: number;
}

/** Builds what was asked for; LabError 'space' from the space where the text means no network of it. */
function networkOf({ space: id, arch, profile, input }: Asked): ShownNetwork {
  const space = spaceById(id);
  const genotype = space.parse(arch);
  const shape = INPUTS[input]?.shape ?? [28, 28, 1];
  const graph = space.build(genotype, { profile, input: shape, classes: CLASSES });
  const text = space.format(genotype);
  const origin = `Any architecture, ${shapeText(shape)}, profile ${profile}`;
  return { graph, count: countGraph(graph), origin, title: text, space: id, arch: text };
}

interface AnyArchProps {
  /** Space of the open run, offered first. */
  readonly space: string | null;
  readonly isShown: boolean;
  readonly onShow: (network: ShownNetwork | null) => void;
}

/** Any network of any space by its text form, with the space's own message where it is none. */
export function AnyArch({ space: running, isShown, onShow }: AnyArchProps) {
  const id = useId();
  const first = DRAWN.find((space) => space.id === running) ?? DRAWN[0];
  const [asked, setAsked] = useState<Asked>({
    space: first?.id ?? '',
    arch: '',
    profile: first?.profiles.find((one) => one === 'teach') ?? first?.profiles[0] ?? 'teach',
    input: 0,
  });
  const [error, setError] = useState<PlainError | null>(null);
  const [draws, setDraws] = useState(0);
  const space = DRAWN.find((one) => one.id === asked.space) ?? first;
  if (space === undefined) return null;
  const show = (wanted: Asked): void => {
    try {
      onShow(networkOf(wanted));
      setError(null);
    } catch (thrown) {
      setError(toPlainError(thrown));
    }
  };
  const change = (part: Partial<Asked>): void => {
    setError(null);
    setAsked({ ...asked, ...part });
  };
  const drawOne = (): void => {
    const rng = Rng.fromSeed(draws + 1, `network panel ${space.id}`);
    const wanted = { ...asked, arch: space.format(sample(space, rng)) };
    setDraws(draws + 1);
    setAsked(wanted);
    show(wanted);
  };
  return (
    <form
      className="net-any"
      onSubmit={(event) => {
        event.preventDefault();
        show(asked);
      }}
    >
      <h3>Show any architecture</h3>
      <div className="net-fields">
        <label>
          Space
          <select
            value={space.id}
            onChange={(event) => {
              const next = DRAWN.find((one) => one.id === event.target.value) ?? space;
              const profile = next.profiles.includes(asked.profile) ? asked.profile : (next.profiles[0] ?? asked.profile);
              change({ space: next.id, profile, arch: '' });
            }}
          >
            {DRAWN.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </select>
        </label>
        <label>
          Images
          <select value={asked.input} onChange={(event) => change({ input: Number(event.target.value) })}>
            {INPUTS.map(({ title }, index) => (
              <option key={title} value={index}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          Profile
          <select
            value={asked.profile}
            onChange={(event) => {
              const profile = space.profiles.find((one) => one === event.target.value);
              if (profile !== undefined) change({ profile });
            }}
          >
            {space.profiles.map((one) => (
              <option key={one} value={one} title={PROFILES[one].title}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <label className="net-wide">
          Architecture
          <input
            value={asked.arch}
            spellCheck={false}
            autoComplete="off"
            aria-invalid={error !== null}
            aria-describedby={error === null ? undefined : `${id}-error`}
            onChange={(event) => change({ arch: event.target.value })}
          />
        </label>
      </div>
      {error === null ? null : (
        <p className="net-error" id={`${id}-error`} role="alert">
          {error.message} <b>{error.remedy}</b>
        </p>
      )}
      <p className="net-row">
        <button type="submit" className="button" disabled={asked.arch.trim() === ''}>
          Show
        </button>
        <button type="button" className="button" onClick={drawOne}>
          One at random
        </button>
        {isShown ? (
          <button type="button" className="button" onClick={() => onShow(null)}>
            Back to this run’s child
          </button>
        ) : null}
      </p>
    </form>
  );
}
