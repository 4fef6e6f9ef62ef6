import type { QuickJSContext, QuickJSHandle, QuickJSRuntime, QuickJSWASMModule } from 'quickjs-emscripten-core';
import { LabError } from '../core/errors';
import {
  badValue,
  CORRECT_IT,
  engineFailure,
  noFunction,
  RewardSyntaxError,
  rewardFailure,
  SandboxCrash,
  type SandboxLimits,
  type SourcePosition,
} from './sandboxErrors';
import { HARNESS } from './sandboxHarness';
import { type SourceForm, type TranslatedSource, translateSource, within } from './sandboxSource';
import type { RewardRequest } from './types';

export const SANDBOX_MEMORY_BYTES = 16 * 1024 * 1024;
/** Small enough that QuickJS meets this limit before the host's own stack ends, in all but its recursive parser. */
export const SANDBOX_STACK_BYTES = 64 * 1024;

/** Frozen copies of measurements kept in the sandbox: the children of a table come back again and again. */
const KEPT_MEASUREMENTS = 256;

/**
 * The deadline is one of the wall clock, and on a busy machine a worker may stand still for longer than it. So a call also has
 * to have worked, some 200,000 steps: a short reward is never stopped because others are busy.
 */
const FREE_POLLS = 20;

const WRAPPER = '(function (exports, require) {';
const FILE = 'reward';

interface Machine {
  readonly runtime: QuickJSRuntime;
  readonly context: QuickJSContext;
  readonly call: QuickJSHandle;
  readonly freeze: QuickJSHandle;
  readonly factory: QuickJSHandle;
  readonly kept: Map<string, QuickJSHandle>;
  readonly owned: QuickJSHandle[];
}

/**
 * A person's reward in an interpreter of its own: (measurement, context) -> number, with nothing else within reach. The text is a
 * function expression, or a module that exports one as default, in TypeScript or JavaScript; see docs/reward-sandbox.md.
 *
 * compile() and evaluate() throw LabError 'reward' with the line and column in the person's text, and SandboxCrash where the
 * interpreter itself gave up. After any error the interpreter is thrown away and made anew: nothing outlives a failed call.
 * A loop inside one native call cannot be interrupted here; whoever runs the sandbox has to watch it from outside.
 */
export class RewardSandbox {
  private machine: Machine | null = null;
  private deadline = Number.POSITIVE_INFINITY;
  private polls = 0;
  private readonly translated: TranslatedSource;

  private constructor(
    private readonly module: QuickJSWASMModule,
    private readonly now: () => number,
    private readonly source: string,
    form: SourceForm,
    private readonly limits: SandboxLimits,
  ) {
    this.translated = translateSource(source, form);
  }

  /** now: milliseconds of a monotonic clock. */
  static compile(module: QuickJSWASMModule, now: () => number, source: string, limits: SandboxLimits): RewardSandbox {
    const open = (form: SourceForm): RewardSandbox | null => {
      const sandbox = new RewardSandbox(module, now, source, form, limits);
      try {
        return sandbox.start() ? sandbox : null;
      } catch (thrown) {
        sandbox.dispose();
        throw thrown;
      }
    };
    let asModule: RewardSyntaxError | undefined;
    try {
      const sandbox = open('module');
      if (sandbox !== null) return sandbox;
    } catch (thrown) {
      if (!(thrown instanceof RewardSyntaxError)) throw thrown;
      asModule = thrown;
    }
    try {
      const sandbox = open('expression');
      if (sandbox !== null) return sandbox;
    } catch (thrown) {
      if (!(thrown instanceof RewardSyntaxError)) throw thrown;
      if (asModule === undefined) throw noFunction();
      throw further(asModule, thrown);
    }
    throw noFunction();
  }

  /** The rewards, in order. Stops at the first that fails. */
  evaluate(requests: readonly RewardRequest[]): readonly number[] {
    return requests.map((request) => this.one(request));
  }

  dispose(): void {
    const machine = this.machine;
    this.machine = null;
    if (machine === null) return;
    for (const handle of [...machine.kept.values(), ...machine.owned]) handle.dispose();
    machine.context.dispose();
    machine.runtime.dispose();
  }

  private arm(): void {
    this.polls = 0;
    this.deadline = this.now() + this.limits.deadlineMs;
  }

  /** Polled by QuickJS after every some thousand steps. */
  private isOverdue(): boolean {
    this.polls += 1;
    return this.polls > FREE_POLLS && this.now() > this.deadline;
  }

  private one({ measurement, context }: RewardRequest): number {
    if (this.machine === null) this.start();
    const machine = this.machine;
    if (machine === null) throw noFunction();
    const child = measurement.arch;
    const vm = machine.context;
    const answer = this.guard(child, () => {
      this.arm();
      const measured = this.measured(machine, JSON.stringify(measurement));
      const contextJson = vm.newString(JSON.stringify(context));
      const result = vm.callFunction(machine.call, vm.undefined, machine.factory, measured, contextJson);
      contextJson.dispose();
      return this.read(vm, result, child);
    });
    if (typeof answer === 'number' && Number.isFinite(answer)) {
      if (!machine.runtime.hasPendingJob()) return answer;
      this.dispose();
      throw rewardFailure(
        child,
        'started asynchronous work, which is never run',
        'Use no promises: a reward answers at once.',
        null,
      );
    }
    this.dispose();
    throw this.fromHarness(child, typeof answer === 'number' ? `value:${answer}` : answer);
  }

  /** Runs the interpreter; a failure of the interpreter itself becomes a SandboxCrash and takes the machine with it. */
  private guard<T>(child: string | null, run: () => T): T {
    try {
      return run();
    } catch (thrown) {
      if (thrown instanceof LabError) throw thrown;
      this.machine = null; // Its memory is in an unknown state: never enter it again, not even to free it.
      const what = thrown instanceof Error ? thrown.message : String(thrown);
      throw new SandboxCrash(child, what);
    } finally {
      this.deadline = Number.POSITIVE_INFINITY;
    }
  }

  /** A fresh interpreter with the person's text in it. False where the text gives no function at all. */
  private start(): boolean {
    return this.guard(null, () => {
      const runtime = this.module.newRuntime();
      runtime.setMemoryLimit(this.limits.memoryBytes);
      runtime.setMaxStackSize(this.limits.stackBytes);
      const checker = runtime.newContext();
      const context = runtime.newContext();
      const owned: QuickJSHandle[] = [];
      const own = (handle: QuickJSHandle): QuickJSHandle => {
        owned.push(handle);
        return handle;
      };
      const closeAll = (): void => {
        for (const handle of owned) if (handle.alive) handle.dispose();
        if (checker.alive) checker.dispose();
        context.dispose();
        runtime.dispose();
      };
      try {
        const harness = own(context.unwrapResult(context.evalCode(HARNESS, 'lab')));
        const call = own(context.getProp(harness, 'call'));
        const freeze = own(context.getProp(harness, 'measurement'));
        const load = own(context.getProp(harness, 'load'));
        runtime.setInterruptHandler(() => this.isOverdue());
        this.arm();
        // Parsed by itself first: text that is only right inside the wrapper ('}); ... (function () {') is refused.
        this.parse(checker, this.translated.code, 0, true).dispose();
        checker.dispose();
        const factory = own(this.parse(context, `${WRAPPER}${this.translated.code}\n})`, WRAPPER.length, false));
        const state = this.read(context, context.callFunction(load, context.undefined, factory), null);
        if (state === 'missing') {
          closeAll();
          return false;
        }
        if (state !== '') throw this.fromHarness(null, String(state));
        this.machine = { runtime, context, call, freeze, factory, kept: new Map(), owned };
        return true;
      } catch (thrown) {
        if (thrown instanceof LabError) closeAll();
        throw thrown;
      }
    });
  }

  private parse(vm: QuickJSContext, code: string, shift: number, compileOnly: boolean): QuickJSHandle {
    const result = vm.evalCode(code, FILE, { type: 'global', strict: true, compileOnly });
    if (result.error === undefined) return result.value;
    const { name, message, stack } = engineError(vm, result.error);
    const [frame] = frames(stack);
    const position = frame === undefined ? null : this.position(frame.line, frame.column, shift);
    if (name === 'SyntaxError')
      throw new RewardSyntaxError(message, position ?? within(this.source, frame?.line ?? 1, frame?.column ?? 1));
    throw engineFailure(null, message, position, this.limits);
  }

  private measured(machine: Machine, json: string): QuickJSHandle {
    const kept = machine.kept.get(json);
    if (kept !== undefined) return kept;
    const vm = machine.context;
    if (machine.kept.size >= KEPT_MEASUREMENTS) {
      for (const handle of machine.kept.values()) handle.dispose();
      machine.kept.clear();
    }
    const text = vm.newString(json);
    const result = vm.callFunction(machine.freeze, vm.undefined, text);
    text.dispose();
    const handle = vm.unwrapResult(result);
    machine.kept.set(json, handle);
    return handle;
  }

  /** A number or string of the harness. An error here is one that code cannot catch: interrupted, or no memory left. */
  private read(vm: QuickJSContext, result: ReturnType<QuickJSContext['callFunction']>, child: string | null): number | string {
    if (result.error !== undefined) {
      const { message, stack } = engineError(vm, result.error);
      const failure = engineFailure(child, message, this.firstFrame(stack), this.limits);
      if (this.machine !== null) this.dispose();
      throw failure;
    }
    const value = result.value;
    const answer = vm.typeof(value) === 'number' ? vm.getNumber(value) : vm.getString(value);
    value.dispose();
    return answer;
  }

  private fromHarness(child: string | null, answer: string): LabError {
    if (answer.startsWith('value:')) {
      const what = answer.slice('value:'.length);
      return child === null ? noFunction(what) : badValue(child, what);
    }
    const [name, message, stack] = JSON.parse(answer.slice('error:'.length)) as readonly [string, string, string];
    const position = this.firstFrame(stack);
    if (name === 'InternalError' || message === 'stack overflow') return engineFailure(child, message, position, this.limits);
    const thrown = [name, message].filter((part) => part !== '').join(': ');
    return rewardFailure(child, `threw ${thrown === '' ? 'an object that says nothing' : thrown}`, CORRECT_IT, position);
  }

  private firstFrame(stack: string): SourcePosition | null {
    for (const frame of frames(stack)) {
      const position = this.position(frame.line, frame.column, WRAPPER.length);
      if (position !== null) return position;
    }
    return null;
  }

  private position(line: number, column: number, shift: number): SourcePosition | null {
    return this.translated.position(line, line === 1 ? column - shift : column);
  }
}

/** Every place of the person's text in a QuickJS stack, innermost first: '    at name (reward:3:12)'. */
function frames(stack: string): readonly SourcePosition[] {
  return [...stack.matchAll(/at (?:.*\()?reward:(\d+):(\d+)\)?$/gm)].map((match) => ({
    line: Number(match[1]),
    column: Number(match[2]),
  }));
}

/** Reads an error that the engine itself made: its properties are plain. Frees the handle. */
function engineError(vm: QuickJSContext, error: QuickJSHandle): { name: string; message: string; stack: string } {
  const text = (key: string): string => {
    const handle = vm.getProp(error, key);
    const value = vm.typeof(handle) === 'string' ? vm.getString(handle) : '';
    handle.dispose();
    return value;
  };
  const read = vm.typeof(error) === 'object' ? { name: text('name'), message: text('message'), stack: text('stack') } : null;
  error.dispose();
  return read ?? { name: '', message: 'out of memory', stack: '' };
}

/** Of two readings of a text, the error of the one that understood more of it. */
function further(a: RewardSyntaxError, b: RewardSyntaxError): RewardSyntaxError {
  const offset = (error: RewardSyntaxError): number => (error.line ?? 0) * 1e6 + (error.column ?? 0);
  return offset(b) > offset(a) ? b : a;
}
