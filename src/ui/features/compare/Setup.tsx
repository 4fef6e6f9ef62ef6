import { useEffect, useId, useMemo, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import { answersAtOnce } from '../../../engine/estimate/config';
import { CompareClient } from '../../../worker/compareClient';
import { rewardName } from '../../shared/describe';
import { Segmented } from '../../shared/Segmented';
import { useLab } from '../../store';
import { FAMILIES } from './families';
import { configOf, LINKED, OWN, orderedContenders, type Question } from './question';
import { startQuestion } from './start';

const SEEDS = ['5', '10', '20', '50'] as const;
const CHECK_AFTER_MS = 250;
const ALL = [OWN, ...FAMILIES.flatMap(({ strategies }) => strategies.map(({ id }) => id))];

const OWN_SETTINGS: Readonly<Record<string, string>> = {
  'this run': 'This run’s own settings',
  [LINKED]: 'The link’s own settings',
};

type Reasons = ReadonlyMap<string, PlainError>;

/** Why strategies cannot take the problem at this budget, asked of a worker; null until it has answered. */
function useReasons({ problem, own, budget }: Question): { readonly reasons: Reasons | null; readonly error: PlainError | null } {
  const [answer, setAnswer] = useState<{ readonly reasons: Reasons | null; readonly error: PlainError | null }>({
    reasons: null,
    error: null,
  });
  const asked = useMemo(() => ({ version: 1, problem, own, budget }) as const, [problem, own, budget]);
  useEffect(() => {
    const controller = new AbortController();
    const client = new CompareClient(new URL('.', location.href).href);
    const check = async (): Promise<void> => {
      try {
        const found = await client.check(
          ALL.map((id) => configOf(asked, id, 1)),
          controller.signal,
        );
        if (controller.signal.aborted) return;
        const reasons = new Map(ALL.flatMap((id, i) => (found[i] == null ? [] : [[id, found[i]] as const])));
        setAnswer({ reasons, error: null });
      } catch (thrown) {
        if (!controller.signal.aborted) setAnswer({ reasons: null, error: toPlainError(thrown) });
      }
    };
    const timer = setTimeout(() => void check(), CHECK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
      client.dispose();
    };
  }, [asked]);
  return answer;
}

interface SetupProps {
  readonly question: Question;
  readonly onChange: (question: Question) => void;
  readonly onAsk: (question: Question) => void;
}

/** What is compared: the problem, the strategies, the seeds and the budget. */
export function Setup({ question, onChange, onAsk }: SetupProps) {
  const { reasons, error } = useReasons(question);
  const id = useId();
  const able = question.contenders.filter((contender) => !reasons?.has(contender));
  const choose = (contender: string, on: boolean): void => {
    const next = new Set(question.contenders);
    if (on) next.add(contender);
    else next.delete(contender);
    onChange({ ...question, contenders: orderedContenders(next) });
  };
  const unit = question.budget.unit;
  return (
    <form
      className="cmp-setup"
      onSubmit={(event) => {
        event.preventDefault();
        if (able.length > 0) onAsk({ ...question, contenders: able });
      }}
    >
      <Problem question={question} onChange={onChange} />
      <fieldset className="cmp-strategies">
        <legend>Strategies, with their standard settings</legend>
        <div className="cmp-family">
          <h3 className="cmp-subhead">Of the problem</h3>
          <Choice
            title={OWN_SETTINGS[question.own] ?? `${question.own}: its own settings`}
            note={question.problem.strategy.id}
            isChosen={question.contenders.includes(OWN)}
            reason={reasons?.get(OWN) ?? null}
            onChange={(on) => choose(OWN, on)}
          />
        </div>
        {FAMILIES.map(({ title, strategies }) => (
          <div key={title} className="cmp-family">
            <h3 className="cmp-subhead">{title}</h3>
            {strategies.map((entry) => (
              <Choice
                key={entry.id}
                title={entry.title}
                note={entry.id}
                isChosen={question.contenders.includes(entry.id)}
                reason={reasons?.get(entry.id) ?? null}
                onChange={(on) => choose(entry.id, on)}
              />
            ))}
          </div>
        ))}
      </fieldset>
      {error === null ? null : (
        <p role="alert" className="cmp-fault">
          {error.message} {error.remedy}
        </p>
      )}
      <div className="cmp-row">
        <span>seeds each</span>
        <Segmented
          label="Seeds of each strategy"
          options={SEEDS.map((value) => ({ value, label: value }))}
          value={SEEDS.find((value) => Number(value) === question.seeds) ?? '10'}
          onChange={(value) => onChange({ ...question, seeds: Number(value) })}
        />
        <label htmlFor={`${id}-amount`}>budget of a run</label>
        <Amount
          id={`${id}-amount`}
          value={question.budget.amount}
          onChange={(amount) => onChange({ ...question, budget: { unit, amount } })}
        />
        <Segmented
          label="The budget is counted in"
          options={[
            { value: 'children', label: 'children' },
            { value: 'epochs', label: 'epochs' },
          ]}
          value={unit}
          onChange={(value) =>
            onChange({
              ...question,
              budget: { unit: value, amount: question.budget.amount },
              metric: value === 'epochs' ? 'best' : question.metric,
            })
          }
        />
      </div>
      <div className="cmp-row">
        <button type="submit" className="button primary" disabled={able.length === 0}>
          Compare {able.length} {able.length === 1 ? 'strategy' : 'strategies'}
        </button>
        <span className="cmp-soft">
          {able.length * question.seeds} runs of {question.budget.amount.toLocaleString('en')} {unit}, computed on this machine
        </span>
      </div>
    </form>
  );
}

function Choice({
  title,
  note,
  isChosen,
  reason,
  onChange,
}: {
  readonly title: string;
  readonly note: string;
  readonly isChosen: boolean;
  readonly reason: PlainError | null;
  readonly onChange: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="cmp-choice" data-disabled={reason === null ? undefined : ''}>
      <label>
        <input
          type="checkbox"
          checked={isChosen && reason === null}
          disabled={reason !== null}
          aria-describedby={reason === null ? undefined : id}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span>
          {title} <code>{note}</code>
        </span>
      </label>
      {reason === null ? null : (
        <p id={id}>
          {reason.message} {reason.remedy}
        </p>
      )}
    </div>
  );
}

/** A whole number that is taken over when it is one. */
function Amount({
  id,
  value,
  onChange,
}: {
  readonly id: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  const [text, setText] = useState(String(value));
  useEffect(() => setText(String(value)), [value]);
  const amount = Number(text);
  const isValid = Number.isInteger(amount) && amount >= 1 && amount <= 1_000_000;
  return (
    <input
      id={id}
      className="cmp-amount"
      inputMode="numeric"
      value={text}
      aria-invalid={!isValid}
      onChange={(event) => {
        setText(event.target.value);
        const next = Number(event.target.value);
        if (Number.isInteger(next) && next >= 1 && next <= 1_000_000) onChange(next);
      }}
      onBlur={() => setText(String(value))}
    />
  );
}

/** The open run's space, estimator and reward, or a preset's. */
function Problem({ question, onChange }: Pick<SetupProps, 'question' | 'onChange'>) {
  const presets = useLab((state) => state.presets);
  const config = useLab((state) => state.config);
  const reward = useLab((state) => state.reward);
  const id = useId();
  const { problem } = question;
  const able = presets.filter((preset) => answersAtOnce(preset.config.estimator));
  const isOpenRunAble = config !== null && answersAtOnce(config.estimator);
  const isLinked = question.own === LINKED;
  const chosen = isLinked
    ? 'link'
    : question.own === 'this run'
      ? 'run'
      : (able.find((preset) => preset.id === question.own)?.id ?? 'run');
  return (
    <div className="cmp-problem">
      <div className="cmp-row">
        <label htmlFor={id}>problem</label>
        <select
          id={id}
          value={chosen}
          onChange={(event) => {
            if (event.target.value === 'link') return;
            const next = startQuestion(event.target.value, { presets, config, reward });
            if (next !== null) onChange({ ...question, problem: next.problem, own: next.own });
          }}
        >
          {isLinked ? <option value="link">The link’s: {problem.title}</option> : null}
          <option value="run" disabled={!isOpenRunAble}>
            {isOpenRunAble || config === null
              ? `The open run: ${config?.title ?? problem.title}`
              : 'The open run trains its children'}
          </option>
          {able.map((preset) => (
            <option key={preset.id} value={preset.id}>
              {preset.title}
            </option>
          ))}
        </select>
      </div>
      <p className="cmp-soft">
        Space {problem.space.id}; children{' '}
        {problem.estimator.id === 'table' ? `from the table ${problem.estimator.table}` : 'from an invented landscape'}; reward:{' '}
        {rewardName(problem.reward)}. Nothing is trained.
      </p>
      {problem.reward.id === 'code' ? (
        <details className="cmp-code">
          <summary>
            {isLinked
              ? 'Code that the link brought as its reward: it runs in a sandbox, and only after you have said so'
              : 'The reward’s code, which runs in a sandbox when you compare'}
          </summary>
          <pre>{problem.reward.source}</pre>
        </details>
      ) : null}
    </div>
  );
}
