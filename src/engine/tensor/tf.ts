/** tfjs-core under one name. Inside tensor/ it is imported from here; everybody else takes it from './index'. */
import * as tf from '@tensorflow/tfjs-core';

export { tf };
