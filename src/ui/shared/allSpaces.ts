import { openSpace } from '../../engine/space/catalogue';
import { provideSpaces } from './spaces';

/** For panels that show every search space: whoever imports this has them all in shared/spaces.ts at once. */
provideSpaces(openSpace);

export { openSpace };
