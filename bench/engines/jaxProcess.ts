import { setFlagsFromString } from 'node:v8';
import { loadJax } from '../jax/api';
import { jobRealm } from '../support/job';
import { serveProcess } from '../support/serveRealm';
import { openJaxJob } from './jax';
import { now, peakBytes } from './node';
import type { Task } from './task';

/** Process that computes with jax-js in WebAssembly, with relaxed SIMD as the lab has it. */
await serveProcess<{ url: string; version: string }, Task>(async ({ url, version }) => {
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  const jax = await loadJax(url);
  return jobRealm<Task>({ engine: `jax-js ${version} wasm`, openJob: (task) => openJaxJob(jax, task), now, peakBytes });
});
