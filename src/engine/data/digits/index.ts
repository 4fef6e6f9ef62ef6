export { type DigitsOptions, proceduralDigits } from './digits';
