/**
 * Compiles the training kernels (src/engine/tensor/wasm/assembly) to build/kernels/simd.wasm and relaxed.wasm, the same
 * source without and with relaxed SIMD. Nothing is done where sources, this script and the compiler are unchanged.
 *
 *   node scripts/build-kernels.mjs [--force]
 */
import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = join(root, 'src', 'engine', 'tensor', 'wasm', 'assembly');
const output = join(root, 'build', 'kernels');
const stampPath = join(output, 'stamp');

const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--initialMemory', '1', '--enable', 'simd'];
const BUILDS = [
  { file: 'simd.wasm', options: [] },
  { file: 'relaxed.wasm', options: ['--enable', 'relaxed-simd'] },
];

async function stampOf(compilerVersion) {
  const hash = createHash('sha256')
    .update(compilerVersion)
    .update(JSON.stringify([OPTIONS, BUILDS]));
  const names = (await readdir(sources)).filter((name) => name.endsWith('.ts')).sort();
  for (const name of names) hash.update(name).update(await readFile(join(sources, name)));
  return hash.digest('hex');
}

async function built(stamp) {
  try {
    for (const { file } of BUILDS) await access(join(output, file));
    return (await readFile(stampPath, 'utf8')) === stamp;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** True where a WebAssembly binary has a data section (id 11): section after section, each id, size (LEB128), contents. */
function hasData(binary) {
  let at = 8;
  while (at < binary.length) {
    const id = binary[at];
    let size = 0;
    let shift = 0;
    do {
      at += 1;
      size += (binary[at] & 0x7f) * 2 ** shift;
      shift += 7;
    } while (binary[at] & 0x80);
    if (id === 11) return true;
    at += 1 + size;
  }
  return false;
}

const { version } = JSON.parse(await readFile(join(root, 'node_modules', 'assemblyscript', 'package.json'), 'utf8'));
const stamp = await stampOf(version);
if (process.argv.includes('--force') || !(await built(stamp))) {
  const asc = (await import('assemblyscript/asc')).default;
  await mkdir(output, { recursive: true });
  for (const { file, options } of BUILDS) {
    // Under a name of its own until it is whole: somebody may be reading the last build.
    const path = join(output, `${process.pid}.${file}`);
    const entry = relative(root, join(sources, 'index.ts'));
    const args = [entry, '--baseDir', root, '--outFile', relative(root, path), ...OPTIONS, ...options];
    const { error, stdout, stderr } = await asc.main(args);
    process.stdout.write(stdout.toString());
    process.stderr.write(stderr.toString());
    if (error) throw error;
    if (hasData(await readFile(path))) throw new Error(`${file} has static data, which would overwrite tfjs's memory at 0.`);
    await rename(path, join(output, file));
  }
  await writeFile(stampPath, stamp);
  console.log(`Training kernels compiled to ${relative(process.cwd(), output)}.`);
}
