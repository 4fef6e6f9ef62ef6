import { loadJax } from '../jax/api';
import { jobRealm } from '../support/job';
import { servePage } from '../support/pageRealm';
import { openJaxJob } from './jax';
import type { Task } from './task';

/** Page module that computes with jax-js in WebAssembly. The page is not cross-origin isolated: one thread. */
export const { open, ask } = servePage<{ url: string; version: string }, Task>(async ({ url, version }) => {
  const jax = await loadJax(url);
  return jobRealm<Task>({
    engine: `jax-js ${version} wasm`,
    openJob: (task) => openJaxJob(jax, task),
    now: () => performance.now(),
  });
});
