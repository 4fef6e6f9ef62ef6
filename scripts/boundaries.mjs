// @ts-check
/**
 * npm run boundaries [-- FOLDER]: checks every import of src/ and bench/ against scripts/boundaryRules.mjs, and that no
 * modules import each other in a circle. Reads the sources with the parser that Vite brings (Oxc), so that type
 * imports, import() and `new URL('./worker.ts', import.meta.url)` count too.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync } from 'vite';
import { RULES } from './boundaryRules.mjs';
import { main, ROOT } from './install.mjs';

/**
 * @typedef {{ specifier: string, typeOnly: boolean }} Import
 * @typedef {{ file: string, rule: string, message: string }} Violation
 */

/** AssemblyScript: another language with its own compiler, which resolves its imports itself. */
const NOT_OURS = /^src\/engine\/(tensor\/wasm|controller\/fused)\/assembly\//;
const SOURCE = /\.(ts|tsx|mjs|js)$/;
const ENDINGS = ['', '.ts', '.tsx', '.mjs', '.js', '/index.ts', '/index.tsx'];
const BUILTINS = new Set(builtinModules);

/** Source files under a folder of root, with '/' between their parts. @param {string} root @param {string} folder @returns {string[]} */
function sourcesUnder(root, folder) {
  const start = path.join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => !NOT_OURS.test(file))
    .sort();
}

/** @param {unknown} node @returns {string | null} the text of a string literal */
function literalText(node) {
  if (typeof node !== 'object' || node === null) return null;
  const { type, value, literal } = /** @type {{ type?: string, value?: unknown, literal?: unknown }} */ (node);
  if (type === 'TSLiteralType') return literalText(literal);
  return type === 'Literal' && typeof value === 'string' ? value : null;
}

/** @param {Record<string, unknown>} node @returns {Import | null} what a syntax node imports */
function importOf(node) {
  const { type } = node;
  if (type === 'ImportDeclaration' || type === 'ExportNamedDeclaration' || type === 'ExportAllDeclaration') {
    const specifier = literalText(node.source);
    if (specifier === null) return null;
    const named = /** @type {{ importKind?: string, exportKind?: string }[]} */ (node.specifiers ?? []);
    const everyNameIsType = named.length > 0 && named.every((one) => (one.importKind ?? one.exportKind) === 'type');
    return { specifier, typeOnly: (node.importKind ?? node.exportKind) === 'type' || everyNameIsType };
  }
  if (type === 'ImportExpression' || type === 'TSImportType') {
    const specifier = literalText(node.source ?? node.argument);
    return specifier === null ? null : { specifier, typeOnly: type === 'TSImportType' };
  }
  if (type === 'NewExpression') {
    const { callee, arguments: values } = /** @type {{ callee: { name?: string }, arguments: unknown[] }} */ (node);
    const specifier = callee.name === 'URL' && values.length === 2 ? literalText(values[0]) : null;
    return specifier?.startsWith('.') && SOURCE.test(specifier) ? { specifier, typeOnly: false } : null;
  }
  return null;
}

/**
 * Every import of a source text.
 * @param {string} file its name, which says whether it may hold types and JSX
 * @param {string} text
 * @returns {Import[]}
 */
export function importsOf(file, text) {
  const { program, errors } = parseSync(file, text);
  const error = errors[0];
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  /** @type {Import[]} */
  const found = [];
  /** @type {unknown[]} */
  const pending = [program];
  while (pending.length > 0) {
    const node = pending.pop();
    if (typeof node !== 'object' || node === null) continue;
    if (!Array.isArray(node)) {
      const one = importOf(/** @type {Record<string, unknown>} */ (node));
      if (one !== null) found.push(one);
    }
    pending.push(...Object.values(node));
  }
  return found;
}

/**
 * The file that a relative import means, from root; null where there is none. What is loaded by its address (?url) need
 * not be there yet: the build makes it.
 * @param {string} root
 * @param {string} file
 * @param {string} specifier
 */
function resolveFile(root, file, specifier) {
  const target = path.posix.join(path.posix.dirname(file), specifier.replace(/\?url$/, ''));
  if (specifier.endsWith('?url')) return target;
  // './worker.js' beside './worker.ts' is what the compiler makes of it.
  const names = [...ENDINGS.map((ending) => target + ending), target.replace(/\.js$/, '.ts')];
  const found = names.find((name) => {
    const full = path.join(root, name);
    return existsSync(full) && statSync(full).isFile();
  });
  return found ?? null;
}

/** @param {string} specifier the package's name, 'node:' before one of Node's own */
function packageName(specifier) {
  const [first = '', second = ''] = specifier.split('/');
  if (specifier.startsWith('node:') || BUILTINS.has(first)) return `node:${specifier.replace(/^node:/, '')}`;
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** @param {readonly string[]} allowed @param {string} name */
function allowsPackage(allowed, name) {
  return allowed.some((one) => (/[/:]$/.test(one) ? name.startsWith(one) : name === one));
}

/** @param {string} file the rule of the longest folder that holds it */
function ruleOf(file) {
  const matching = RULES.filter(({ folder }) => file.startsWith(folder));
  return matching.sort((a, b) => b.folder.length - a.folder.length)[0];
}

/** @param {string} folder @param {string} file the folder just inside `folder` that holds the file */
const roomOf = (folder, file) => file.slice(folder.length).split('/')[0];

/**
 * Why a file may not import another one of the project; null where it may.
 * @param {import('./boundaryRules.mjs').BoundaryRule} rule
 * @param {string} file
 * @param {string} target
 * @param {boolean} typeOnly
 */
function refusal(rule, file, target, typeOnly) {
  const { folder, apart, imports, types = [] } = rule;
  if (target.startsWith(folder)) {
    if (apart !== true || roomOf(folder, file) === roomOf(folder, target)) return null;
    return `the folders of ${folder} may not import each other; what both need belongs below them`;
  }
  if (imports.some((one) => target.startsWith(one))) return null;
  if (typeOnly && types.some((one) => target.startsWith(one))) return null;
  if (types.some((one) => target.startsWith(one))) return `${folder} may import it with \`import type\` only`;
  return `${folder} may import ${imports.length === 0 ? 'nothing but itself' : `itself and ${imports.join(', ')}`}`;
}

/**
 * Circles of a graph, each once, as the files along it.
 * @param {ReadonlyMap<string, readonly string[]>} graph
 * @returns {string[][]}
 */
export function findCircles(graph) {
  /** @type {string[][]} */
  const circles = [];
  /** @type {Set<string>} */
  const done = new Set();
  /** @type {string[]} */
  const trail = [];
  /** @param {string} file */
  const visit = (file) => {
    const start = trail.indexOf(file);
    if (start >= 0) {
      circles.push(trail.slice(start));
      return;
    }
    if (done.has(file)) return;
    trail.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    trail.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return circles;
}

/**
 * Every import of the folders against the rules.
 * @param {string} root
 * @param {readonly string[]} folders
 * @returns {{ files: number, imports: number, violations: Violation[] }}
 */
export function checkBoundaries(root, folders) {
  /** @type {Violation[]} */
  const violations = [];
  /** @type {Map<string, string[]>} */
  const graph = new Map();
  let count = 0;
  for (const file of folders.flatMap((folder) => sourcesUnder(root, folder))) {
    const rule = ruleOf(file);
    if (rule === undefined) {
      violations.push({ file, rule: 'no-rule', message: 'no rule is for this folder; add one to scripts/boundaryRules.mjs' });
      continue;
    }
    /** @type {string[]} */
    const targets = [];
    graph.set(file, targets);
    for (const { specifier, typeOnly } of importsOf(file, readFileSync(path.join(root, file), 'utf8'))) {
      count += 1;
      if (!specifier.startsWith('.')) {
        const name = packageName(specifier);
        if (!allowsPackage(rule.packages, name) && !rule.packages.includes(specifier)) {
          const allowed = rule.packages.length === 0 ? 'no packages' : `only ${rule.packages.join(', ')}`;
          violations.push({ file, rule: 'package', message: `imports ${specifier}; ${rule.folder} may use ${allowed}` });
        }
        continue;
      }
      const target = resolveFile(root, file, specifier);
      if (target === null) {
        violations.push({ file, rule: 'unresolved', message: `imports ${specifier}, which is no file` });
        continue;
      }
      targets.push(target);
      const reason = refusal(rule, file, target, typeOnly);
      if (reason !== null) violations.push({ file, rule: 'folder', message: `imports ${target}; ${reason}` });
    }
  }
  for (const circle of findCircles(graph)) {
    const [file = ''] = circle;
    violations.push({ file, rule: 'circular', message: `imports itself: ${[...circle, file].join(' -> ')}` });
  }
  return { files: graph.size, imports: count, violations };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) {
  await main(() => {
    const { files, imports, violations } = checkBoundaries(process.argv[2] ?? ROOT, ['src', 'bench']);
    for (const { file, rule, message } of violations) process.stdout.write(`${file}: ${message} [${rule}]\n`);
    process.stdout.write(`${violations.length} violations in ${files} files, ${imports} imports\n`);
    if (violations.length > 0) process.exitCode = 1;
  });
}
