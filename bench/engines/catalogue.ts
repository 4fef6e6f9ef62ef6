import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type InstalledJax, installJax } from '../jax/install';
import type { BenchOptions } from '../support/args';
import type { PageHost } from '../support/browserRealm';
import type { EngineSource } from '../support/contest';
import { openProcess } from '../support/processRealm';
import { explain, type OpenedRealm, type Realm } from '../support/realm';
import { openTorch } from '../train/torch';
import type { Task } from './task';

export interface EngineContext {
  /** The project's folder. */
  readonly root: string;
  readonly options: BenchOptions;
  /** Null where there is no Chromium. */
  readonly host: PageHost | null;
  /** For files of this run. */
  readonly folder: string;
}

export type Opened = Promise<OpenedRealm<Task>>;

/** A child process of one of the compiled entries, named after where it runs. */
async function openEntry(name: string, options: unknown): Opened {
  const entry = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const opened = await openProcess<Task>(process.execPath, [entry, JSON.stringify(options)]);
  return opened.ok ? { ok: true, realm: { ...opened.realm, engine: `${opened.realm.engine} in Node` } } : opened;
}

const always = (): boolean => true;

/** jax-js, installed once, when the first engine that needs it is opened. */
function jaxOpener(root: string): (open: (jax: InstalledJax) => Opened) => Opened {
  let installed: Promise<InstalledJax> | null = null;
  return async (open) => {
    try {
      installed ??= installJax(root);
      return await open(await installed);
    } catch (thrown) {
      return { ok: false, reason: explain(thrown) };
    }
  };
}

/** Every engine that this machine may have. A realm is opened for each contest and closed after it. */
export function engines({ root, options, host, folder }: EngineContext): readonly EngineSource<Task>[] {
  const source = (name: string, open: () => Opened, more: Partial<EngineSource<Task>> = {}): EngineSource<Task> => ({
    name,
    open,
    can: always,
    release: (realm) => realm.close(),
    required: false,
    ...more,
  });
  const withJax = jaxOpener(root);
  const jaxCan = (task: Task): boolean => task.kind === 'train' || task.op === 'conv';
  const onlyTraining = { can: (task: Task): boolean => task.kind === 'train' };
  const { python } = options;
  const torch =
    python === null
      ? []
      : [1, 2].map((threads) =>
          source(`PyTorch, ${threads} thread${threads > 1 ? 's' : ''}`, () => openTorch({ root, python, threads, folder }), {
            ...onlyTraining,
            required: true,
          }),
        );
  const inNode = [
    source('stock tfjs cpu in Node', () => openEntry('stockProcess', null)),
    ...torch,
    source('lab wasm relaxed in Node', () => openEntry('labProcess', { root, variant: 'relaxed' })),
    source('lab wasm simd in Node', () => openEntry('labProcess', { root, variant: 'simd' })),
    source('lab wasm relaxed, 2 workers in Node', () => openEntry('labTeamProcess', { root, workers: 2 }), onlyTraining),
    source(
      'jax-js wasm in Node',
      () => withJax(({ version, file }) => openEntry('jaxProcess', { version, url: pathToFileURL(file).href })),
      { can: jaxCan },
    ),
  ];
  if (host === null) return inNode;
  const lab =
    (backend: string): (() => Opened) =>
    () =>
      host.open('labPage', { root: host.url, backend }, true);
  const urlOf = (file: string): string => `${host.url}${path.relative(root, file).split(path.sep).join('/')}`;
  return [
    ...inNode,
    source('lab wasm relaxed in Chromium', lab('relaxed')),
    source('lab wasm simd in Chromium', lab('simd')),
    source('lab webgpu in Chromium', lab('webgpu')),
    source('stock tfjs webgpu in Chromium', () => host.open('stockPage', null, true)),
    source(
      'jax-js wasm in Chromium',
      () => withJax(({ version, file }) => host.open('jaxPage', { version, url: urlOf(file) }, false)),
      {
        can: jaxCan,
      },
    ),
  ];
}

/** The same engine, whose realm stays open from one contest to the next; closeAll ends it. */
export function keptOpen(sources: readonly EngineSource<Task>[]): {
  readonly sources: readonly EngineSource<Task>[];
  closeAll(): Promise<void>;
} {
  const opened = new Map<string, OpenedRealm<Task>>();
  const keep = (source: EngineSource<Task>): EngineSource<Task> => ({
    ...source,
    async open() {
      const known = opened.get(source.name) ?? (await source.open());
      opened.set(source.name, known);
      return known;
    },
    release: async () => undefined,
  });
  return {
    sources: sources.map(keep),
    async closeAll() {
      const realms = [...opened.values()].flatMap((each): Realm<Task>[] => (each.ok ? [each.realm] : []));
      opened.clear();
      for (const realm of realms) await realm.close();
    },
  };
}
