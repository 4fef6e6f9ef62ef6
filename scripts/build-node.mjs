/**
 * Compiles the command line (src/cli) and its worker threads for Node with vite's build API, into build/node/<state>,
 * where <state> is a hash over the sources: a running program never sees another version's files, and two builds at
 * once end in the same folder.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { HouseError, run, withLock } from './install.mjs';

const COMMON_JS_NAMES = `import { createRequire as makeRequire } from 'node:module';
import { fileURLToPath as pathOfUrl } from 'node:url';
const require = makeRequire(import.meta.url);
const __filename = pathOfUrl(import.meta.url);
const __dirname = pathOfUrl(new URL('.', import.meta.url));`;

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** Hash over path, size and time of change of everything that is compiled.
 * @param {string} root
 */
async function stateOf(root) {
  const hash = createHash('sha256').update(process.version);
  const inputs = ['package-lock.json', 'scripts/build-node.mjs', 'scripts/build-kernels.mjs', 'src'];
  for (const input of inputs) {
    const full = path.join(root, input);
    const files = (await stat(full)).isDirectory()
      ? (await readdir(full, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile() && /\.(ts|json)$/.test(entry.name))
          .map((entry) => path.join(entry.parentPath, entry.name))
          .filter((file) => !file.includes(`${path.sep}ui${path.sep}`))
          .sort()
      : [full];
    for (const file of files) {
      const { size, mtimeMs } = await stat(file);
      hash.update(`${path.relative(root, file)} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** Compiled folders of sources that are gone are dropped after a week, when nothing can be running from them.
 * @param {string} parent
 * @param {string} keep
 */
async function dropOld(parent, keep) {
  for (const name of await readdir(parent)) {
    if (name === keep) continue;
    const folder = path.join(parent, name);
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > WEEK_MS) await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {string} folder
 */
async function compile(root, folder) {
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    // tfjs's ES modules are bundled: its CommonJS build, which Node would load, lacks the gradients.
    ssr: { noExternal: [/^@tensorflow\//] },
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rollupOptions: {
        input: {
          cli: path.join(root, 'src/cli/main.ts'),
          rewardWorker: path.join(root, 'src/cli/rewardWorker.ts'),
          childWorker: path.join(root, 'src/cli/childWorker.ts'),
          commandWorker: path.join(root, 'src/cli/commandWorker.ts'),
        },
        output: {
          entryFileNames: '[name].js',
          // Beside the entries, which code in a chunk starts by their names.
          chunkFileNames: '[name]-[hash].js',
          // tfjs-wasm's loader is CommonJS inside: in an ES module it has to be given what it takes for granted.
          banner: (chunk) => (chunk.moduleIds.some((id) => id.includes('tfjs-backend-wasm')) ? COMMON_JS_NAMES : ''),
        },
      },
    },
  });
}

/** As ensureKernels of install.mjs, with the compiler's words on stderr.
 * @param {string} root
 */
async function compileKernels(root) {
  const script = path.join(root, 'scripts', 'build-kernels.mjs');
  const code = await withLock('kernels', () => run(process.execPath, [script], { cwd: root, stdio: ['ignore', 2, 2] }));
  if (code !== 0) throw new HouseError(`The training kernels did not compile (exit ${code}); the lines above say where.`);
}

/** The folder with cli.js for the sources as they are, compiled where need be; null, with words on stderr, on failure.
 * @param {string} root
 * @returns {Promise<string | null>}
 */
export async function buildNode(root) {
  try {
    const parent = path.join(root, 'build', 'node');
    const state = await stateOf(root);
    const folder = path.join(parent, state);
    const kernels = existsSync(path.join(root, 'build', 'kernels', 'stamp'));
    if (kernels && existsSync(path.join(folder, 'cli.js'))) return folder;
    process.stderr.write('Compiling the command line ...\n');
    await mkdir(parent, { recursive: true });
    await compileKernels(root);
    const temporary = `${folder}.${process.pid}`;
    await compile(root, temporary);
    try {
      await rename(temporary, folder);
    } catch (error) {
      // Another process was first: its result is the same.
      if (!existsSync(path.join(folder, 'cli.js'))) throw error;
      await rm(temporary, { recursive: true, force: true });
    }
    await dropOld(parent, state);
    return folder;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (error instanceof HouseError) process.stderr.write(`${error.message}\n`);
    else if (missing) process.stderr.write(`${error.message.split('\n')[0]}. Run npm ci first.\n`);
    else process.stderr.write(`The command line did not compile: ${error instanceof Error ? error.stack : error}\n`);
    return null;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = await buildNode(path.resolve(path.dirname(process.argv[1]), '..'));
  if (folder === null) process.exitCode = 1;
}
