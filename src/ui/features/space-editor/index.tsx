import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import { download, fileName } from '../../shared/download';
import { FileButton } from '../../shared/FileButton';
import { keepDraft, keptDraft, type SpaceDraft } from './draft';
import { Facts } from './Facts';
import type { ImageName } from './images';
import { Problems } from './Problems';
import { Save } from './Save';
import { SavedSpaces } from './SavedSpaces';
import { SearchIt } from './SearchIt';
import { ShareIt } from './ShareIt';
import type { SpaceCodeHandle } from './SpaceCode';
import { FIRST_TEXT, Starts } from './Starts';
import { useReading } from './useReading';
import { useSaved } from './useSaved';
import './space.css';

const SpaceCode = lazy(() => import('./SpaceCode'));

/** A space may have 200,000 characters; a file of more than that many bytes, four for each, is none. */
const MOST_FILE_BYTES = 800_000;

/** A search space of one's own: written, counted, looked at, kept, shared, searched. */
export default function SpaceEditor() {
  const [draft, setDraft] = useState<SpaceDraft>(() => keptDraft() ?? { text: FIRST_TEXT, name: null });
  const [image, setImage] = useState<ImageName>('28x28x1');
  const [said, setSaid] = useState('');
  const code = useRef<SpaceCodeHandle>(null);
  const reading = useReading(draft.text);
  const saved = useSaved();
  const { good, isGood, isCurrent } = reading;

  const change = useCallback((part: Partial<SpaceDraft>): void => {
    setDraft((before) => {
      const next = { ...before, ...part };
      keepDraft(next);
      return next;
    });
  }, []);
  const replace = (text: string, name: string | null, what: string): void => {
    change({ text, name });
    code.current?.replace(text);
    setSaid(`${what} is in the editor; Undo brings back what was there.`);
  };
  const take = async (file: File): Promise<void> => {
    if (file.size > MOST_FILE_BYTES) {
      setSaid(`${file.name} has ${file.size.toLocaleString('en')} bytes; a space has at most 200,000 characters.`);
      return;
    }
    try {
      replace(await file.text(), null, file.name);
    } catch (thrown) {
      setSaid(`${file.name} could not be read: ${String(thrown)}`);
    }
  };
  const save = async (name: string): Promise<void> => {
    if (!(await saved.save(name, draft.text))) return;
    change({ name });
    setSaid(`Saved as “${name}” in this browser.`);
  };
  const title = good?.title ?? 'My space';
  const kept = saved.spaces?.find(({ name }) => name === draft.name) ?? null;
  const isChanged = kept === null || kept.text !== draft.text;
  return (
    <div className="space">
      <div className="space-text">
        <div className="space-line">
          <Starts onStart={(text, from) => replace(text, null, `“${from}”`)} />
          <button type="button" className="button" onClick={() => code.current?.undo()}>
            Undo
          </button>
          <button type="button" className="button" onClick={() => code.current?.redo()}>
            Redo
          </button>
        </div>
        <Suspense fallback={<pre className="space-code space-waiting">{draft.text}</pre>}>
          <SpaceCode
            ref={code}
            first={draft.text}
            diagnostics={reading.diagnostics}
            onChange={(text) => change({ text })}
            onSave={() => void save(draft.name ?? title)}
          />
        </Suspense>
        <Problems
          diagnostics={reading.diagnostics}
          failure={reading.failure}
          isCurrent={isCurrent}
          onJump={(line, column) => code.current?.jump(line, column)}
        />
        <Save
          key={draft.name}
          name={kept?.name ?? null}
          title={title}
          taken={saved.spaces?.map(({ name }) => name) ?? []}
          isChanged={isChanged}
          onSave={(name) => void save(name)}
        />
        <div className="space-line">
          <button
            type="button"
            className="button"
            onClick={() => download(`${fileName(draft.name ?? title)}.json`, draft.text, 'application/json')}
          >
            Download
          </button>
          <FileButton label="Open a file" onFile={(file) => void take(file)} />
          <ShareIt space={good} isCurrent={isCurrent && isGood} image={image} />
        </div>
        <p className="space-soft" role="status">
          {said}
        </p>
        <SavedSpaces
          saved={saved}
          open={kept?.name ?? null}
          isChanged={isChanged}
          onOpen={(space) => replace(space.text, space.name, `“${space.name}”`)}
          onRenamed={(from, to) => {
            if (draft.name === from) change({ name: to });
          }}
        />
      </div>
      <div className="space-facts-side">
        <SearchIt space={good} isCurrent={isCurrent && isGood} image={image} />
        <Facts reading={reading} image={image} onImage={setImage} />
      </div>
    </div>
  );
}
