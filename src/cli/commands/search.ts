import { trainsChildren } from '../../engine/estimate/trainsChildren';
import type { RunConfig } from '../../engine/run/config';
import type { EpisodeSummary, RunEvent } from '../../engine/run/events';
import type { Command, CommandContext } from '../command';
import { openNodeEstimator } from '../nodeEstimator';
import { runSearch } from '../runSearch';
import { startOf } from '../searchStart';
import { duration, progressText } from '../terminal';

/** The fields of the command-line contract, in its order. */
const EPISODE_FIELDS = [
  'episode',
  'archs',
  'rewards',
  'mean',
  'min',
  'max',
  'std',
  'bestReward',
  'bestArch',
  'entropy',
  'policyLoss',
  'loss',
  'kl',
  'children',
  'uniqueChildren',
] as const satisfies readonly (keyof EpisodeSummary)[];

const episodeLine = (summary: EpisodeSummary): object => ({
  event: 'episode',
  ...Object.fromEntries(EPISODE_FIELDS.map((field) => [field, summary[field]])),
});

/** Shows a run's events: episodes and the end on stdout, the rest on stderr. */
function watch({ terminal }: CommandContext, config: RunConfig): (event: RunEvent) => void {
  // A looked-up episode takes milliseconds: people get every tenth, programs all.
  const stride = config.estimator.id === 'table' ? 10 : 1;
  return (event) => {
    switch (event.type) {
      case 'childProgress':
        terminal.status(`${event.arch}: ${progressText(event.progress)}`);
        return;
      case 'child':
        if (trainsChildren(config.estimator) && !event.cached) {
          const { validAccuracy, trainMs } = event.measurement;
          terminal.note(
            `  ${event.arch}: valid ${(100 * validAccuracy).toFixed(2)} %, reward ${event.reward.toFixed(3)}, ${duration(trainMs ?? 0)}`,
          );
        }
        return;
      case 'episode': {
        const { episode, mean, min, max, bestReward, bestArch, entropy } = event;
        const text = `episode ${episode}: mean ${mean.toFixed(3)}, min ${min.toFixed(3)}, max ${max.toFixed(3)}, best ${bestReward.toFixed(3)} (${bestArch})${entropy === null ? '' : `, entropy ${entropy.toFixed(3)}`}`;
        if (terminal.json) terminal.result(episodeLine(event), text);
        else if (episode % stride === 0 || episode === 1) terminal.say(text);
        return;
      }
      case 'log':
        terminal.note(`${event.message}${event.remedy === undefined ? '' : ` ${event.remedy}`}`);
        return;
      default:
        return;
    }
  };
}

export const search: Command = {
  name: 'search',
  summary: 'Runs a search: children proposed, measured and rewarded, episode by episode.',
  positionals: [],
  options: {
    preset: { value: 'text', hint: 'ID', help: 'a configuration by name (`nas-lab presets`)' },
    config: { value: 'text', hint: 'FILE', help: 'a configuration of your own, as in config.json' },
    set: { value: 'list', hint: 'path=value', help: 'changes one value, e.g. strategy.learningRate=0.001' },
    seed: { value: 'text', hint: 'S', help: "default: the configuration's" },
    episodes: { value: 'text', hint: 'N', help: 'ends after N episodes' },
    workers: { value: 'text', hint: 'N', help: 'children trained at once; default: one per core' },
    'data-dir': { value: 'text', hint: 'DIR', help: 'folder of the named data sets; default: NAS_LAB_DATA' },
    out: { value: 'text', hint: 'DIR', help: 'keeps the run: config, events, CSV files, checkpoint, best child' },
    resume: {
      value: 'text',
      hint: 'DIR',
      help: 'goes on with the run of an earlier --out; --episodes moves its end, --set its reward',
    },
  },
  async run(context) {
    const { options, terminal, signal, root, whenStopped } = context;
    const workers = options.integer('workers', 1, 256);
    const { config, checkpoint, folder, release } = await startOf(options);
    const place = { root, workers, dataDir: options.text('data-dir'), note: terminal.note };
    const { estimator, about } = await openNodeEstimator(config, place).catch((thrown: unknown) => {
      folder?.abandon();
      release();
      throw thrown;
    });
    const goOn =
      folder === null ? 'Nothing is kept of a run without --out DIR.' : `go on with: nas-lab search --resume ${folder.path}`;
    whenStopped(folder === null ? `Stopped. ${goOn}` : `Stopped; ${goOn}`);
    try {
      const from = checkpoint === undefined ? '' : `, from episode ${checkpoint.episode + 1}`;
      terminal.note(`${config.title}, seed ${config.seed}${from}: ${about}`);
      const done = await runSearch(config, checkpoint, { root, estimator, signal, folder, emit: watch(context, config) });
      const { best, episodes, children, uniqueChildren, wallMs } = done;
      terminal.result(
        { event: 'done', best, episodes, children, uniqueChildren, wallMs },
        `best ${best.arch}: reward ${best.reward.toFixed(4)}, after ${episodes} episodes, ${children} children (${uniqueChildren} different), ${duration(wallMs)}`,
      );
    } catch (thrown) {
      if (folder !== null && !signal.aborted && !folder.abandon()) terminal.note(`Nothing is lost; ${goOn}`);
      throw thrown;
    } finally {
      release();
      await estimator.dispose();
    }
  },
};
