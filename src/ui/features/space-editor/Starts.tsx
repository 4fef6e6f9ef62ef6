import type { SpaceDefinition } from '../../../engine/space/blocks/types';
import { SPACES } from '../../../engine/space/catalogue';
import { definitionText, SPACE_TEMPLATES } from '../../../engine/space/json/templates';
import type { SearchSpace } from '../../../engine/space/types';
import { useLab } from '../../store';

interface Start {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly definition: SpaceDefinition;
}

const hasDefinition = (space: SearchSpace): space is SearchSpace & { readonly definition: SpaceDefinition } =>
  'definition' in space;

const TEMPLATES: readonly Start[] = SPACE_TEMPLATES.map((one) => ({ ...one, id: `template:${one.id}` }));

/** Spaces of the catalogue that are made of blocks and are no template already. */
const CATALOGUE: readonly Start[] = SPACES.filter(hasDefinition)
  .filter(({ definition }) => !SPACE_TEMPLATES.some((one) => one.definition === definition))
  .map(({ id, title, source, definition }) => ({ id: `catalogue:${id}`, title, description: source, definition }));

/** What the editor holds at the first visit. */
export const FIRST_TEXT: string = SPACE_TEMPLATES[0] === undefined ? '' : definitionText(SPACE_TEMPLATES[0].definition);

/** A menu of texts to begin with. */
export function Starts({ onStart }: { readonly onStart: (text: string, title: string) => void }) {
  const running = useLab((state) => state.config?.space.definition ?? null);
  const ofRun: readonly Start[] =
    running === null ? [] : [{ id: 'run', title: running.title, description: 'of the open run', definition: running }];
  const all = [...TEMPLATES, ...CATALOGUE, ...ofRun];
  return (
    <label className="space-start">
      <span className="space-soft">Start from</span>
      <select
        value=""
        onChange={(event) => {
          const start = all.find(({ id }) => id === event.target.value);
          if (start !== undefined) onStart(definitionText(start.definition), start.title);
        }}
      >
        <option value="">choose …</option>
        <Group label="Templates" starts={TEMPLATES} />
        <Group label="Catalogue" starts={CATALOGUE} />
        <Group label="The open run" starts={ofRun} />
      </select>
    </label>
  );
}

function Group({ label, starts }: { readonly label: string; readonly starts: readonly Start[] }) {
  if (starts.length === 0) return null;
  return (
    <optgroup label={label}>
      {starts.map(({ id, title, description }) => (
        <option key={id} value={id} title={description}>
          {title}
        </option>
      ))}
    </optgroup>
  );
}
