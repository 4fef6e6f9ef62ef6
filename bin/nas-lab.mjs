#!/usr/bin/env node
/**
 * The command line. It is compiled once for each state of the sources, into build/node/<state>/, and started from there;
 * words about compiling go to stderr, so that stdout holds the command's own and nothing else.
 */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { buildNode } = await import(pathToFileURL(path.join(root, 'scripts', 'build-node.mjs')).href);
const folder = await buildNode(root);
if (folder === null) {
  process.exitCode = 1;
} else {
  const { main } = await import(pathToFileURL(path.join(folder, 'cli.js')).href);
  await main(root, process.argv.slice(2));
}
