import { useEffect, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import type { DrawnSample, ReadSpace } from '../../../worker/spaceProtocol';
import { Decisions } from './Decisions';
import { IMAGES, type ImageName, SHAPES } from './images';
import { sizeText } from './numbers';
import { Report } from './Report';
import { Sample } from './Sample';
import type { Reading } from './useReading';
import { useReport } from './useReport';

const FIRST_LIMIT = 500_000_000;

interface FactsProps {
  readonly reading: Reading;
  readonly image: ImageName;
  readonly onImage: (image: ImageName) => void;
}

/** What is known of the last good space: points, decisions, a sample, warnings. */
export function Facts({ reading, image, onImage }: FactsProps) {
  const { good, isGood, isCurrent, failure } = reading;
  if (good === null) {
    const isWaiting = !isCurrent && failure === null;
    return <p className="space-soft">{isWaiting ? 'Reading …' : 'Nothing to show yet: correct the errors of the text first.'}</p>;
  }
  return (
    <>
      {isCurrent && !isGood ? (
        <p className="space-held">The text has errors. This is the last space that had none; nothing is lost.</p>
      ) : null}
      <Size space={good} />
      <div className="space-line">
        <label>
          <span className="space-soft">Images</span>{' '}
          <select
            value={image}
            onChange={({ target }) => {
              const next = IMAGES.find(({ id }) => id === target.value);
              if (next !== undefined) onImage(next.id);
            }}
          >
            {IMAGES.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Looked key={good.config.id} space={good} image={image} reading={reading} />
    </>
  );
}

function Size({ space: { title, size, sizeReason, decisions } }: { readonly space: ReadSpace }) {
  const short = size === null ? null : sizeText(size);
  return (
    <div className="space-size">
      <p className="space-title">{title}</p>
      <p aria-live="polite" aria-atomic="true">
        {size === null ? (
          <>
            <b>Not countable</b> <span className="space-soft">{sizeReason}</span>
          </>
        ) : (
          <>
            <b title={size.toLocaleString('en')}>{short}</b> {size === 1n ? 'point' : 'points'}
            {short?.includes('×') === true ? <span className="space-soft"> (exactly known)</span> : null}
          </>
        )}{' '}
        <span className="space-soft">·</span> <b>{decisions}</b> {decisions === 1 ? 'decision' : 'decisions'} at most
      </p>
    </div>
  );
}

interface LookedProps {
  readonly space: ReadSpace;
  readonly image: ImageName;
  readonly reading: Reading;
}

/** What takes children to be drawn and built; begins anew with another space. */
function Looked({ space, image, reading: { client } }: LookedProps) {
  const [draw, setDraw] = useState(1);
  const [sample, setSample] = useState<DrawnSample | null>(null);
  const [fault, setFault] = useState<PlainError | null>(null);
  const [limit, setLimit] = useState(FIRST_LIMIT);
  const [round, setRound] = useState(0);
  const { report, cancel } = useReport(space, SHAPES[image], limit, round);
  const { definition } = space.config;
  useEffect(() => {
    let isCurrent = true;
    client.draw({ definition, draw, image: SHAPES[image] }).then(
      (drawn) => {
        if (!isCurrent) return;
        setSample(drawn);
        setFault(null);
      },
      (thrown: unknown) => {
        const error = toPlainError(thrown);
        if (isCurrent && error.kind !== 'aborted') setFault(error);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [client, definition, draw, image]);
  return (
    <>
      {fault === null ? null : (
        <p className="space-fault">
          <b>{fault.message}</b> {fault.remedy}
        </p>
      )}
      <Sample sample={sample} draw={draw} onDraw={() => setDraw(draw + 1)} />
      <Decisions space={space} sample={sample} />
      <Report report={report} limit={limit} onLimit={setLimit} onCancel={cancel} onAgain={() => setRound(round + 1)} />
    </>
  );
}
