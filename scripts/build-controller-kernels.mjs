/**
 * Compiles the controller's kernels (src/engine/controller/fused/assembly) and writes them, a few kilobytes, as text into
 * src/engine/controller/fused/kernelBytes.ts: the policy then needs no file at run time, in a worker as in Node. To be run after
 * a change of the assembly source; a test compares the two.
 *
 *   node scripts/build-controller-kernels.mjs
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ENTRY = 'src/engine/controller/fused/assembly/index.ts';
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--initialMemory', '0', '--enable', 'simd'];

/** The compiled module. @returns {Promise<Uint8Array>} */
export async function compileControllerKernels() {
  /** @type {Uint8Array | null} */
  let binary = null;
  const { error, stderr } = await asc.main([ENTRY, '--baseDir', ROOT, '--outFile', 'kernels.wasm', ...OPTIONS], {
    writeFile(name, contents) {
      if (name.endsWith('.wasm') && typeof contents !== 'string') binary = contents;
    },
  });
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  if (binary === null) throw new Error('assemblyscript wrote no module');
  return binary;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const binary = await compileControllerKernels();
  const text = Buffer.from(binary).toString('base64');
  const lines = text.match(/.{1,120}/g) ?? [];
  const source = [
    '/** Made by scripts/build-controller-kernels.mjs from assembly/index.ts: the WebAssembly module, base64. */',
    'export const KERNEL_BYTES =',
    ...lines.map((line, i) => `  '${line}'${i + 1 < lines.length ? ' +' : ''}`),
  ].join('\n');
  await writeFile(new URL('../src/engine/controller/fused/kernelBytes.ts', import.meta.url), `${source};\n`);
  console.log(`${binary.length} bytes`);
}
