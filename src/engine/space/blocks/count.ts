import type { Program } from './compile';
import {
  domainSize,
  domainValues,
  NO_STEPS,
  type Node,
  partsOf,
  type Site,
  type Steps,
  siteKey,
  sitesOf,
  type Term,
} from './nodes';
import type { Scalar } from './types';
import { selected } from './walk';

/** The number of a space's points; or why there is none. */
export type PointCount = { readonly size: bigint; readonly reason: null } | { readonly size: null; readonly reason: string };

/** Steps that counting may take; beyond it the size is not known. */
const MAX_WORK = 200_000;
/** Kinds of partial walks held at once. */
const MAX_STATES = 4_000;

/** Partial walks that agree in all that matters for what is still asked, and their number. */
interface State {
  /** Shared decisions made so far; null where only the fact matters, and its options are in `ways`. */
  readonly made: ReadonlyMap<string, Scalar | null>;
  readonly ways: bigint;
}

class Uncountable extends Error {}

/** Whether anything is asked in a node or under it. */
function asks(node: Node): boolean {
  const { own, below } = partsOf(node);
  return own.some((term) => sitesOf(term).some((site) => domainSize(site.domain) !== 1)) || below.some(asks);
}

/** Adds the sites whose values decide what else is asked. */
function addControls(node: Node, found: Set<Site>): void {
  const { own, selects, below } = partsOf(node);
  if (selects && below.some(asks)) for (const site of own.flatMap(sitesOf)) found.add(site);
  for (const one of below) addControls(one, found);
}

class Counter {
  private work = 0;
  private readonly control = new Set<Site>();
  private readonly quiet = new Map<Node, boolean>();

  constructor(private readonly program: Program) {
    addControls(program.network, this.control);
    if (program.head !== null) addControls(program.head, this.control);
  }

  total(): bigint {
    let states: readonly State[] = [{ made: new Map(), ways: 1n }];
    states = this.node(this.program.network, states, NO_STEPS);
    if (this.program.head !== null) states = this.node(this.program.head, states, NO_STEPS);
    for (const term of this.program.training.values()) states = this.term(term, states, NO_STEPS);
    return states.reduce((sum, { ways }) => sum + ways, 0n);
  }

  private spend(n: number): void {
    this.work += n;
    if (this.work > MAX_WORK) throw new Uncountable(`counting takes more than ${MAX_WORK} steps`);
  }

  /** States that agree are one. */
  private merged(states: readonly State[]): readonly State[] {
    const byKey = new Map<string, State>();
    for (const state of states) {
      this.spend(1 + state.made.size / 8);
      const key = [...state.made]
        .map(([name, value]) => `${name}=${String(value)}`)
        .sort()
        .join();
      const before = byKey.get(key);
      byKey.set(key, before === undefined ? state : { made: state.made, ways: before.ways + state.ways });
    }
    if (byKey.size > MAX_STATES) throw new Uncountable(`more than ${MAX_STATES} cases depend on each other`);
    return [...byKey.values()];
  }

  private site(site: Site, states: readonly State[], steps: Steps): readonly State[] {
    const size = domainSize(site.domain);
    const key = siteKey(site, steps);
    if (size === null) {
      if (states.every((state) => state.made.has(key))) return states;
      throw new Uncountable(`'${key}' is continuous`);
    }
    const kept = this.control.has(site);
    if (!kept && !site.shared) return states.map(({ made, ways }) => ({ made, ways: ways * BigInt(size) }));
    const options = kept ? domainValues(site.domain, MAX_STATES) : [null];
    if (options === null) throw new Uncountable(`'${key}' has too many options, and others depend on it`);
    const factor = kept ? 1n : BigInt(size);
    return states.flatMap((state) => {
      if (state.made.has(key)) return [state];
      this.spend(options.length * (1 + state.made.size / 8));
      return options.map((value) => ({ made: new Map(state.made).set(key, value), ways: state.ways * factor }));
    });
  }

  private term(term: Term, states: readonly State[], steps: Steps): readonly State[] {
    return sitesOf(term).reduce((now, site) => this.site(site, now, steps), states);
  }

  private asks(node: Node): boolean {
    const before = this.quiet.get(node);
    if (before !== undefined) return before;
    const found = asks(node);
    this.quiet.set(node, found);
    return found;
  }

  private node(node: Node, states: readonly State[], steps: Steps): readonly State[] {
    this.spend(states.length);
    if (!this.asks(node)) return states;
    const { own, selects, below } = partsOf(node);
    const asked = own.reduce((now, term) => this.term(term, now, steps), states);
    if (!selects) return below.reduce((now, one) => this.node(one, now, steps), asked);
    return below.some((one) => this.asks(one)) ? this.branches(node, own, asked, steps) : asked;
  }

  /** Goes on separately for each way that a decision leads, then forgets what was decided for this place alone. */
  private branches(node: Node, own: readonly Term[], states: readonly State[], steps: Steps): readonly State[] {
    const groups = new Map<string, { readonly next: ReturnType<typeof selected>; readonly states: State[] }>();
    const below = partsOf(node).below;
    for (const state of states) {
      this.spend(1);
      const next = selected(node, decided(state), steps);
      const way = next.map((one) => below.indexOf(one.node)).join();
      const group = groups.get(way);
      if (group === undefined) groups.set(way, { next, states: [state] });
      else group.states.push(state);
    }
    const single = own
      .flatMap(sitesOf)
      .filter((site) => !site.shared)
      .map((site) => siteKey(site, steps));
    const done = [...groups.values()].flatMap(({ next, states: group }) =>
      next.reduce<readonly State[]>((now, one) => this.node(one.node, now, one.steps), group),
    );
    return this.merged(
      done.map(({ made, ways }) => ({ made: new Map([...made].filter(([key]) => !single.includes(key))), ways })),
    );
  }
}

function decided(state: State): ReadonlyMap<string, Scalar> {
  const values = new Map<string, Scalar>();
  for (const [key, value] of state.made) if (value !== null) values.set(key, value);
  return values;
}

/**
 * Number of walks through a program, exact: partial walks are carried through the tree once, those that agree in every decision on
 * which a later one depends counted together. Null, with the reason, where a decision is continuous or counting would take more than
 * 200,000 steps or carry more than 4,000 kinds of walks at once. BlockError where a formula fails on the way.
 */
export function countPoints(program: Program): PointCount {
  try {
    return { size: new Counter(program).total(), reason: null };
  } catch (thrown) {
    if (thrown instanceof Uncountable) return { size: null, reason: thrown.message };
    throw thrown;
  }
}
