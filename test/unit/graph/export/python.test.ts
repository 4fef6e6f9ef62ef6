import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sha256 } from '../../../../src/engine/core/sha256';
import { type ExportedFile, exportGraph, type Normalise } from '../../../../src/engine/graph/export';
import { inferShapes } from '../../../../src/engine/graph/shapes';
import { useBackend } from '../../train/backends';
import { type Framework, type PythonCase, pythonWith, runInPython } from './python';
import { randomGraph, SEEDS } from './randomGraph';
import { channelsFirst, relativeError, type Witness, witnessOf } from './witness';

const TOLERANCE = 1e-4;
/** Networks whose sources and logits are kept in test/fixtures/export. */
const KEPT = [0, 1, 2, 3, 4, 5];
const FORMATS = { torch: 'pytorch', keras: 'keras' } as const;

interface Case extends PythonCase {
  readonly seed: number;
  readonly witness: Witness;
}

/** Every second network normalises its images itself, half of these each channel by numbers of its own. */
function normaliseOf(seed: number, channels: number): Normalise | undefined {
  if (seed % 2 === 0) return undefined;
  if (seed % 4 === 1) return { mean: 0.25, std: 0.5 };
  return {
    mean: Array.from({ length: channels }, (_, channel) => 0.25 + channel / 8),
    std: Array.from({ length: channels }, (_, channel) => 0.5 + channel / 4),
  };
}

async function caseOf(framework: Framework, seed: number): Promise<Case> {
  const graph = randomGraph(seed);
  const normalise = normaliseOf(seed, inferShapes(graph).get('input')?.at(-1) ?? 1);
  const witness = await witnessOf(graph, seed, normalise);
  const name = `seed${seed}`;
  const files = exportGraph(graph, {
    format: FORMATS[framework],
    name,
    weights: witness.weights,
    ...(normalise === undefined ? {} : { normalise }),
  });
  const { images, batch, input } = witness;
  return {
    name,
    seed,
    witness,
    files,
    images: framework === 'torch' ? channelsFirst(witness) : { values: images, dims: [batch, ...input] },
  };
}

const fixtureSchema = z.object({
  madeBy: z.string(),
  versions: z.string(),
  cases: z.record(z.string(), z.object({ source: z.string(), weightsSha256: z.string(), logits: z.array(z.number()) })),
});
const fixturePath = (framework: Framework): string => `test/fixtures/export-${framework}.json`;

const textOf = (files: readonly ExportedFile[], ending: string): string => {
  const content = files.find((file) => file.name.endsWith(ending))?.content;
  if (content === undefined) throw new Error(`no ${ending} among ${files.map((file) => file.name).join(', ')}`);
  return typeof content === 'string' ? content : sha256(content);
};

beforeAll(() => useBackend('cpu'));

for (const framework of ['torch', 'keras'] as const) {
  const python = pythonWith(framework);
  describe(`exported sources for ${framework}`, () => {
    it.skipIf(python === null)(
      `give the logits of our forward pass, ${SEEDS.length} networks run by NAS_LAB_PYTHON with ${framework}`,
      async () => {
        const cases: Case[] = [];
        for (const seed of SEEDS) cases.push(await caseOf(framework, seed));
        const { versions, cases: answers } = runInPython(python ?? '', framework, cases);
        const errors = cases.map(({ name, witness }) => [relativeError(answers[name] ?? [], witness.logits), name] as const);
        const [worst] = [...errors].sort(([a], [b]) => b - a);
        process.stdout.write(`${versions}: ${cases.length} networks, largest relative error ${worst?.[0]} (${worst?.[1]})\n`);
        expect(errors.filter(([error]) => !(error < TOLERANCE))).toEqual([]);
        if (process.env.NAS_LAB_WRITE_FIXTURES === undefined) return;
        const kept = cases
          .filter(({ seed }) => KEPT.includes(seed))
          .map(({ name, files }) => {
            const logits = answers[name] ?? [];
            return [name, { source: textOf(files, '.py'), weightsSha256: textOf(files, '.npz'), logits }] as const;
          });
        const madeBy =
          'NAS_LAB_PYTHON=... NAS_LAB_WRITE_FIXTURES=1 npx vitest run --project unit test/unit/graph/export/python.test.ts';
        const fixture = { madeBy, versions, cases: Object.fromEntries(kept) };
        writeFileSync(fixturePath(framework), `${JSON.stringify(fixture, null, 1)}\n`);
      },
      600_000,
    );

    // What is compared is what was run: source and weights are the exporter's of today, the logits are the framework's.
    it.each(KEPT)('are what the framework has run, and its logits are ours, seed %i', async (seed) => {
      const { cases } = fixtureSchema.parse(JSON.parse(readFileSync(fixturePath(framework), 'utf8')));
      const { name, files, witness } = await caseOf(framework, seed);
      const kept = cases[name];
      expect(textOf(files, '.py')).toBe(kept?.source);
      expect(textOf(files, '.npz')).toBe(kept?.weightsSha256);
      expect(relativeError(kept?.logits ?? [], witness.logits)).toBeLessThan(TOLERANCE);
    });
  });
}
