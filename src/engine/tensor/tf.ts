/**
 * tfjs-core under one name. Inside tensor/ it is imported from here; everybody else takes it from './index'.
 * tfjs-core alone registers no gradients, and only its ES modules can: a program for Node is bundled, or run with the
 * ES modules inlined, as vitest does here.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';

export { tf };
