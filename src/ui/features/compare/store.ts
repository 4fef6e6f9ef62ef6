import { create } from 'zustand';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import { CompareClient } from '../../../worker/compareClient';
import type { CompareStatistics, KeptOutcome, PlayedContender } from '../../../worker/compareProtocol';
import { CompareStore } from '../../../worker/compareStore';
import { readPref, writePref } from '../../store/prefs';
import { budgetFault, Computing, type Task } from './computing';
import { configOf, nameOf, parseQuestion, type Question, runsKey } from './question';

/** Outcomes by seed. */
type Outcomes = ReadonlyMap<number, KeptOutcome>;
type Status = 'idle' | 'loading' | 'running' | 'paused' | 'done';

interface CompareState {
  /** What the form holds; null: as asked, or nothing yet. */
  readonly draft: Question | null;
  /** The question that is being answered; null before the first. */
  readonly asked: Question | null;
  readonly status: Status;
  /** By contender. */
  readonly outcomes: ReadonlyMap<string, Outcomes>;
  readonly faults: ReadonlyMap<string, PlainError>;
  /** Runs that are done, of all that are asked for and can be computed. */
  readonly done: number;
  readonly total: number;
  /** Milliseconds; null before there is anything to judge by. */
  readonly leftMs: number | null;
  /** Of the seeds that every contender has; null until there is one. */
  readonly statistics: CompareStatistics | null;
  readonly optimum: number | null;
  /** Of the statistics or of what is kept; the runs go on. */
  readonly error: PlainError | null;

  setDraft: (draft: Question) => void;
  /** Answers a question: what is kept of it is there at once, the rest is computed. */
  ask: (question: Question) => void;
  /** The same runs judged by another number. */
  judgeBy: (metric: Question['metric']) => void;
  pause: () => void;
  goOn: () => void;
  /** Drops the question; what was computed stays kept. */
  cancel: () => void;
  /** The question of the last visit, once. */
  restore: () => void;
}

const PREF = 'comparison';
/** Statistics of what is there are asked for at most so often. */
const BETWEEN_MS = 600;
const SAVE_EVERY_MS = 2_000;

/** One core is left to the page from three on. */
export const workersFor = (cores: number): number => Math.min(8, Math.max(1, cores <= 2 ? cores : cores - 1));

const baseUrl = (): string => new URL('.', location.href).href;

/** The comparison: it goes on whatever panel is open, and is kept over a reload. */
export const useCompare = create<CompareState>()((set, get) => {
  let computing: Computing | null = null;
  let judge: CompareClient | null = null;
  let isJudging = false;
  let isStale = false;
  let hasRestored = false;
  let startedAt = 0;
  let doneAtStart = 0;
  let savedAt = 0;
  /** Grows with every question, so that answers to an earlier one are told. */
  let turn = 0;
  let storage: Promise<CompareStore> | null = null;
  const unsaved = new Set<string>();

  const fail = (thrown: unknown): void => {
    const error = toPlainError(thrown);
    if (error.kind !== 'aborted') set({ error });
  };

  const store = (): Promise<CompareStore> => {
    storage ??= CompareStore.open();
    return storage;
  };

  const remember = (): void => {
    const { asked, status } = get();
    writePref(
      PREF,
      asked === null ? '' : JSON.stringify({ question: asked, isRunning: status === 'running' || status === 'loading' }),
    );
  };

  const save = async (): Promise<void> => {
    const { asked, outcomes } = get();
    if (asked === null || unsaved.size === 0) return;
    const runs = [...unsaved].flatMap((contender) => {
      const held = outcomes.get(contender);
      return held === undefined ? [] : [{ key: runsKey(asked, contender), outcomes: held, updatedAt: Date.now() }];
    });
    unsaved.clear();
    savedAt = performance.now();
    try {
      await (await store()).save(runs);
    } catch (thrown) {
      fail(thrown);
    }
  };

  /** What every contender that can be computed has of the first seeds. */
  const played = (): readonly PlayedContender[] => {
    const { asked, outcomes, faults } = get();
    if (asked === null) return [];
    const able = asked.contenders.filter((contender) => !faults.has(contender));
    let common = 0;
    while (common < asked.seeds && able.every((contender) => outcomes.get(contender)?.has(common + 1))) common += 1;
    if (able.length === 0 || common === 0) return [];
    const seeds = Array.from({ length: common }, (_, i) => i + 1);
    return able.map((contender) => ({
      name: nameOf(asked, contender),
      outcomes: seeds.flatMap((seed) => outcomes.get(contender)?.get(seed) ?? []),
    }));
  };

  const refresh = async (): Promise<void> => {
    if (isJudging) {
      isStale = true;
      return;
    }
    const { asked } = get();
    const runs = played();
    if (asked === null || runs.length === 0) {
      set({ statistics: null });
      return;
    }
    const mine = turn;
    isJudging = true;
    isStale = false;
    try {
      judge ??= new CompareClient(baseUrl());
      const statistics = await judge.statistics(runs, asked.metric, asked.budget);
      if (mine === turn && get().asked?.metric === asked.metric) set({ statistics });
    } catch (thrown) {
      fail(thrown);
    }
    // Partial results come no faster than they can be read.
    if (get().status === 'running') await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    isJudging = false;
    if (isStale) await refresh();
  };

  const findOptimum = async (asked: Question): Promise<void> => {
    const mine = turn;
    const client = new CompareClient(baseUrl());
    try {
      const optimum = await client.optimum({ ...asked.problem, seed: 1 });
      if (mine === turn) set({ optimum });
    } catch (thrown) {
      fail(thrown);
    } finally {
      client.dispose();
    }
  };

  const count = (): void => {
    const { asked, outcomes, faults, status } = get();
    if (asked === null) return;
    const able = asked.contenders.filter((contender) => !faults.has(contender));
    const seeds = Array.from({ length: asked.seeds }, (_, i) => i + 1);
    const done = able.reduce((sum, contender) => sum + seeds.filter((seed) => outcomes.get(contender)?.has(seed)).length, 0);
    const total = able.length * asked.seeds;
    const computed = done - doneAtStart;
    const elapsed = performance.now() - startedAt;
    set({ done, total, leftMs: status !== 'running' || computed <= 0 ? null : (elapsed / computed) * (total - done) });
  };

  const take = (contender: string, seed: number, outcome: KeptOutcome): void => {
    const { asked, outcomes } = get();
    const fault = asked?.budget.unit === 'epochs' ? budgetFault(outcome, asked.budget.amount) : null;
    if (fault !== null) {
      set({ faults: new Map([...get().faults, [contender, fault]]) });
    } else {
      set({ outcomes: new Map([...outcomes, [contender, new Map([...(outcomes.get(contender) ?? []), [seed, outcome]])]]) });
      unsaved.add(contender);
      if (performance.now() - savedAt > SAVE_EVERY_MS) void save();
    }
    count();
    void refresh();
  };

  const compute = (): void => {
    const { asked, outcomes, faults } = get();
    if (asked === null) return;
    const tasks: Task[] = [];
    for (let seed = 1; seed <= asked.seeds; seed += 1) {
      for (const contender of asked.contenders) {
        if (faults.has(contender) || outcomes.get(contender)?.has(seed)) continue;
        tasks.push({ contender, seed, config: configOf(asked, contender, seed) });
      }
    }
    startedAt = performance.now();
    set({ status: 'running' });
    count();
    doneAtStart = get().done;
    computing = new Computing(tasks, workersFor(navigator.hardwareConcurrency), () => new CompareClient(baseUrl()), {
      onOutcome: ({ contender, seed }, outcome) => take(contender, seed, outcome),
      onFault: (contender, fault) => {
        set((state) => ({ faults: new Map([...state.faults, [contender, fault]]) }));
        count();
        void refresh();
      },
      onDone: () => {
        computing = null;
        set({ status: 'done', leftMs: null });
        remember();
        void save();
        void refresh();
      },
    });
    remember();
  };

  const halt = (): void => {
    computing?.stop();
    computing = null;
  };

  const begin = async (question: Question, isRunning: boolean): Promise<void> => {
    halt();
    void save();
    turn += 1;
    const mine = turn;
    unsaved.clear();
    doneAtStart = 0;
    set({
      asked: question,
      status: 'loading',
      outcomes: new Map(),
      faults: new Map(),
      statistics: null,
      optimum: null,
      error: null,
      done: 0,
      total: question.contenders.length * question.seeds,
      leftMs: null,
    });
    remember();
    void findOptimum(question);
    const keys = question.contenders.map((contender) => runsKey(question, contender));
    let kept: readonly Outcomes[] = [];
    try {
      kept = await (await store()).load(keys);
    } catch (thrown) {
      storage = null;
      fail(thrown);
    }
    if (mine !== turn) return;
    set({ outcomes: new Map(question.contenders.map((contender, i) => [contender, kept[i] ?? new Map<number, KeptOutcome>()])) });
    count();
    void refresh();
    if (isRunning) compute();
    else {
      set({ status: get().done === get().total ? 'done' : 'paused' });
      remember();
    }
  };

  return {
    draft: null,
    asked: null,
    status: 'idle',
    outcomes: new Map(),
    faults: new Map(),
    done: 0,
    total: 0,
    leftMs: null,
    statistics: null,
    optimum: null,
    error: null,
    setDraft: (draft) => set({ draft }),
    ask: (question) => {
      set({ draft: question });
      void begin(question, true);
    },
    judgeBy: (metric) => {
      const { asked, draft } = get();
      if (asked === null) return;
      set({ asked: { ...asked, metric }, draft: draft === null ? null : { ...draft, metric } });
      remember();
      void refresh();
    },
    pause: () => {
      halt();
      set({ status: 'paused', leftMs: null });
      remember();
      void save();
    },
    goOn: () => compute(),
    cancel: () => {
      halt();
      void save();
      turn += 1;
      set({ asked: null, status: 'idle', outcomes: new Map(), faults: new Map(), statistics: null, optimum: null, error: null });
      remember();
    },
    restore: () => {
      if (hasRestored) return;
      hasRestored = true;
      const saved = savedQuestion(readPref(PREF));
      if (saved === null || get().asked !== null) return;
      set({ draft: get().draft ?? saved.question });
      void begin(saved.question, saved.isRunning);
    },
  };
});

function savedQuestion(text: string | null): { readonly question: Question; readonly isRunning: boolean } | null {
  if (text === null || text === '') return null;
  try {
    const saved: unknown = JSON.parse(text);
    if (typeof saved !== 'object' || saved === null || !('question' in saved)) return null;
    const question = parseQuestion(JSON.stringify(saved.question));
    return question === null ? null : { question, isRunning: 'isRunning' in saved && saved.isRunning === true };
  } catch (thrown) {
    // Not what this page writes: as if there were nothing.
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}
