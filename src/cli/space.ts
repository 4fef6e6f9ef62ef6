import { LabError } from '../engine/core/errors';
import { openSpace, type SearchSpace, spaceById } from '../engine/space';
import type { SpaceConfig } from '../engine/space/config';
import { configOf, parseSpaceText } from '../engine/space/json/parse';
import { TRAINING_SUFFIX } from '../engine/space/spaceId';
import { readText } from './files';

/** A file of a space's definition, with training hyperparameters joined to it where the suffix stands behind its name. */
const FILE = /^(.*\.json)(\+training)?$/;

/** What --space asks for: a space of the catalogue by its id, or a JSON file. LabError 'space' with line and column of a file's fault. */
export async function spaceConfigOf(text: string): Promise<SpaceConfig> {
  const [, path, suffix] = FILE.exec(text) ?? [];
  if (path === undefined) return { id: text };
  const json = await readText(path);
  try {
    const { id, definition } = configOf(parseSpaceText(json));
    return { id: suffix === undefined ? id : `${id}${TRAINING_SUFFIX}`, definition };
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    throw new LabError(thrown.kind, `--space ${path}: ${thrown.message}`, thrown.remedy, {
      cause: thrown,
      line: thrown.line,
      column: thrown.column,
    });
  }
}

/** The space of --space. */
export async function spaceOfOption(text: string): Promise<SearchSpace> {
  const config = await spaceConfigOf(text);
  return config.definition === undefined ? spaceById(config.id) : openSpace(config);
}
