import { archLabel, shortText } from '../../../shared/ops';

/** Characters of a child's name in a sentence. */
const MOST = 48;

/** A child where there is little room. */
export const childText = (arch: string): string => shortText(archLabel(arch), MOST);

/** Cut in the middle, so that both ends are to be read. */
export const cut = (text: string, most: number): string => shortText(text, Math.max(3, most));
