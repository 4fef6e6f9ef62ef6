export { type At, usePointer } from '../../../shared/usePointer';
