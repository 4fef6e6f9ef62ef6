import { afterEach, expect, it } from 'vitest';
import { runApart } from '../../../src/cli/apart';
import { makeTerminal } from '../../../src/cli/terminal';

/** A thread of the given program, stopped after a while; what is noted, and process.exitCode as it was set. */
async function ran(program: string): Promise<{ notes: string; code: unknown }> {
  const abort = new AbortController();
  let notes = '';
  const write = (text: string): void => {
    notes += text;
  };
  const place = { root: '', args: [], terminal: makeTerminal(true, { write }, { write }), signal: abort.signal };
  const told = `const { parentPort: port } = await import('node:worker_threads');\n`;
  const running = runApart(place, new URL(`data:text/javascript,${encodeURIComponent(told + program)}`));
  setTimeout(() => abort.abort(), 500);
  await running;
  return { notes, code: process.exitCode };
}

afterEach(() => {
  process.exitCode = 0;
});

it('ends a thread that never comes back from a step, with its last words and exit code 130', async () => {
  const { notes, code } = await ran("port.postMessage({ type: 'whenStopped', line: 'go on so' }); for (;;);");
  expect(notes).toBe('go on so\n');
  expect(code).toBe(130);
});

it('lets a thread that has heard of it end by itself, however long it takes', async () => {
  const patient = `
    port.once('message', () => {
      port.postMessage({ type: 'stopping' });
      setTimeout(() => { process.exitCode = 7; }, 600);
    });`;
  const { notes, code } = await ran(patient);
  expect(notes).toBe('');
  expect(code).toBe(7);
});
