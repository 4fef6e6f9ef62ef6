import { useCallback, useEffect, useMemo, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import { canonicalJson } from '../../../engine/core/json';
import { AskToRun } from '../../shared/AskToRun';
import { useThrottled } from '../../shared/hooks';
import { Segmented } from '../../shared/Segmented';
import { useLab } from '../../store';
import { type ChartChoice, Curves } from './Curves';
import './compare.css';
import { Exports } from './Exports';
import { useFigureLook } from './look';
import { Progress } from './Progress';
import { playedValues } from './played';
import { configOf, decodeQuestion, LINKED, METRICS, nameOf, type Question } from './question';
import { ResultTable } from './ResultTable';
import { Setup } from './Setup';
import { Strip } from './Strip';
import { startQuestion } from './start';
import { useCompare } from './store';
import { conclusions, rowDigits } from './words';

/** Results are drawn at most so often. */
const DRAW_EVERY_MS = 250;

/** Which strategy does better on one problem, over several seeds at the same budget, and what can be concluded. */
export default function Compare() {
  const draft = useCompare((state) => state.draft);
  const asked = useCompare((state) => state.asked);
  const setDraft = useCompare((state) => state.setDraft);
  const ask = useCompare((state) => state.ask);
  const restore = useCompare((state) => state.restore);
  const config = useLab((state) => state.config);
  const reward = useLab((state) => state.reward);
  const presets = useLab((state) => state.presets);
  const linkFault = useLinkedQuestion(setDraft);
  const [unknownCode, setUnknownCode] = useState<Question | null>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(restore, [restore]);
  const question = useMemo(() => draft ?? startQuestion('run', { presets, config, reward }), [draft, presets, config, reward]);
  if (question === null) return <p className="stage-note">No run is open.</p>;
  const isSame = asked !== null && JSON.stringify(asked) === JSON.stringify(question);
  /** Code that a link brought is shown before it runs for the first time. */
  const begin = (next: Question): void => {
    const isForeign = next.own === LINKED && next.problem.reward.id === 'code';
    const isKnown = asked !== null && canonicalJson(asked.problem.reward) === canonicalJson(next.problem.reward);
    if (isForeign && !isKnown) {
      setUnknownCode(next);
      return;
    }
    setUnknownCode(null);
    setOpen(false);
    ask(next);
  };
  const withoutCode = ({ problem, ...rest }: Question): Question => ({ ...rest, problem: { ...problem, reward: { id: 'val' } } });
  return (
    <div className="cmp">
      {unknownCode === null ? null : (
        <AskToRun
          config={unknownCode.problem}
          onRun={() => {
            setUnknownCode(null);
            setOpen(false);
            ask(unknownCode);
          }}
          onRunWithout={() => begin(withoutCode(unknownCode))}
          onClose={() => setUnknownCode(null)}
        />
      )}
      <p className="cmp-soft">
        Every strategy meets the same space, the same reward and the same seeds, and may spend as much as the others. One run says
        little: compare several.
      </p>
      {linkFault === null ? null : (
        <p role="alert" className="cmp-fault">
          {linkFault.message} {linkFault.remedy}
        </p>
      )}
      {asked === null ? (
        <Setup question={question} onChange={setDraft} onAsk={begin} />
      ) : (
        <details open={isOpen || !isSame} onToggle={(event) => setOpen(event.currentTarget.open)} className="cmp-question">
          <summary>
            {asked.contenders.length} strategies, {asked.seeds} seeds, {asked.budget.amount.toLocaleString('en')}{' '}
            {asked.budget.unit}, {asked.own === 'this run' ? asked.problem.title : asked.own}: change
          </summary>
          <Setup question={question} onChange={setDraft} onAsk={begin} />
        </details>
      )}
      <Progress />
      {asked === null ? null : <Results asked={asked} />}
    </div>
  );
}

/** Takes over the question of the page's address, now and when it changes; why it cannot, where it cannot. */
function useLinkedQuestion(onQuestion: (question: Question) => void): PlainError | null {
  const [fault, setFault] = useState<PlainError | null>(null);
  useEffect(() => {
    const read = (): void => {
      try {
        const linked = decodeQuestion(location.hash, useLab.getState().presets);
        setFault(null);
        if (linked === null) return;
        onQuestion(linked);
      } catch (thrown) {
        setFault(toPlainError(thrown));
      }
      history.replaceState(history.state, '', location.pathname + location.search);
    };
    read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, [onQuestion]);
  return fault;
}

function Results({ asked }: { readonly asked: Question }) {
  const statistics = useThrottled(
    useCompare((state) => state.statistics),
    DRAW_EVERY_MS,
  );
  const outcomes = useThrottled(
    useCompare((state) => state.outcomes),
    DRAW_EVERY_MS,
  );
  const faults = useCompare((state) => state.faults);
  const optimum = useCompare((state) => state.optimum);
  const error = useCompare((state) => state.error);
  const status = useCompare((state) => state.status);
  const judgeBy = useCompare((state) => state.judgeBy);
  const openRun = useLab((state) => state.openRun);
  const { look, fontSize } = useFigureLook();
  const [choice, setChoice] = useState<ChartChoice>({ what: 'reward', unit: asked.budget.unit, isLog: false });
  const [lit, setLit] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const names = asked.contenders.map((contender) => nameOf(asked, contender)).join('\n');
  const placeOf = useCallback((name: string) => Math.max(0, names.split('\n').indexOf(name)), [names]);
  const played = useMemo(() => playedValues(asked, outcomes), [asked, outcomes]);
  const open = (contender: string, seed: number): void => {
    const name = nameOf(asked, contender);
    openRun({ ...configOf(asked, contender, seed), title: `${asked.problem.title}: ${name}`.slice(0, 120) }, { play: true });
    setSaid(`Opened ${name}, seed ${seed}.`);
  };
  const isThere = statistics !== null && statistics.rows.length > 0;
  // What is taken away says what is shown: the last seeds may have been played a moment before they are counted.
  const isCounted =
    statistics?.rows[0]?.runs ===
    Math.min(...played.filter(({ contender }) => !faults.has(contender)).map(({ runs }) => runs.length));
  return (
    <div className="cmp-results">
      {[...faults].map(([contender, fault]) => (
        <p key={contender} role="alert" className="cmp-fault">
          <b>{nameOf(asked, contender)}</b> is left out. {fault.message} {fault.remedy}
        </p>
      ))}
      {error === null ? null : (
        <p role="alert" className="cmp-fault">
          {error.message} {error.remedy}
        </p>
      )}
      {!isThere ? (
        <p className="cmp-soft">
          {status === 'running' || status === 'loading'
            ? 'The first seed of every strategy is being computed …'
            : 'Nothing can be compared before one seed of every strategy is there.'}
        </p>
      ) : (
        <>
          <div className="cmp-row">
            <span>judged by</span>
            <Segmented
              label="Judged by"
              options={(['best', 'final', 'area'] as const).map((value) => ({
                value,
                label: { best: 'best child', final: 'last 20 episodes', area: 'all episodes' }[value],
                disabled: asked.budget.unit === 'epochs' && value !== 'best',
              }))}
              value={asked.metric}
              onChange={judgeBy}
            />
            <span className="cmp-soft">{METRICS[asked.metric]}</span>
          </div>
          <ul className="cmp-conclusions">
            {conclusions(statistics.rows, asked).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <ResultTable rows={statistics.rows} placeOf={placeOf} isDark={look.isDark} lit={lit} onLit={setLit} />
          <p className="cmp-soft">
            p: two-sided paired permutation test of each row against the best rank. Interval: bootstrap over{' '}
            {statistics.rows[0]?.runs} seeds.
          </p>
          <Curves
            statistics={statistics}
            optimum={optimum}
            choice={choice}
            onChoice={setChoice}
            placeOf={placeOf}
            look={look}
            fontSize={fontSize}
            lit={lit}
            onLit={setLit}
          />
          <Strip played={played} digits={rowDigits(statistics.rows)} placeOf={placeOf} isDark={look.isDark} onOpen={open} />
          <p role="status" className="cmp-said">
            {said}
          </p>
          {isCounted ? (
            <Exports
              question={asked}
              statistics={statistics}
              played={played}
              choice={choice}
              optimum={optimum}
              placeOf={placeOf}
            />
          ) : null}
        </>
      )}
    </div>
  );
}
