import { LabError } from '../../core/errors';

/** A fault of a search space's definition, with the path of the part that is wrong: 'network.modules[2].kernel'. */
export class BlockError extends LabError {
  readonly path: string;

  constructor(path: string, message: string, remedy: string) {
    super('space', `${path}: ${message}`, remedy);
    this.path = path;
  }
}
