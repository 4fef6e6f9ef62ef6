import { useLab } from '../../store';

interface Fault {
  readonly what: string;
  readonly effect: string;
}

/** What the code printed with the paper does, and what follows from it. */
const FAULTS: readonly Fault[] = [
  {
    what: 'Log-probabilities of the two choices are multiplied instead of added, and the loss lacks its minus sign.',
    effect: 'The two errors cancel in direction, so that it seems to learn. Repair one alone and it learns the opposite.',
  },
  {
    what: 'Sampled choices come out ordered by step and are read as if ordered by child.',
    effect: 'A row then mixes the choices of two children.',
  },
  {
    what: 'The probability of a choice is looked up in the columns of the first decision only.',
    effect: 'What the second decision learns from belongs to the first.',
  },
  {
    what: 'The next step is fed the softmax itself, not the operation drawn. The text says so too.',
    effect: 'The two decisions stay independent. It is the default here, being the paper’s method; Settings offers the other.',
  },
  {
    what: 'The baseline starts at 0 against rewards near 98, and the current episode is already in it.',
    effect:
      'It stands at 39 after 10 episodes and at 97 after 90: until then every child looks like a success. Here it starts at the first mean.',
  },
  {
    what: 'A child’s Adam is made anew for every batch.',
    effect: 'Without memory, Adam’s step is the learning rate times the sign of the gradient.',
  },
  {
    what: 'Validation images are the first 6,000 of the test set.',
    effect: 'The search is rewarded for what it is later judged by. Here they are cut from the training set.',
  },
  {
    what: 'Rewards of children trained in parallel come back in order of completion.',
    effect: 'They reach the wrong architectures. Here they are put in order of proposal, whatever the number of workers.',
  },
  {
    what: 'The large network builds its operations while it computes.',
    effect: 'They are never trained, which is enough to explain its 41 %.',
  },
];

export function FaultsPage() {
  const presets = useLab((state) => state.presets);
  const openRun = useLab((state) => state.openRun);
  const published = presets.find((preset) => preset.id === 'fig5-as-published');
  return (
    <>
      <p>
        This lab follows a paper whose printed code departs from its own text. Each point below was found by running a small
        replay of it. The lab computes the corrected version, unless a setting says otherwise.
      </p>
      <ol className="learn-faults">
        {FAULTS.map((fault) => (
          <li key={fault.what}>
            <b>{fault.what}</b> {fault.effect}
          </li>
        ))}
      </ol>
      <p>
        One number cannot be explained at all: the 117,972 parameters given for 3×3, max and for 3×3, avg follow from no reading
        of text or code.
      </p>
      {published === undefined ? null : (
        <p>
          <button type="button" className="button" onClick={() => openRun(published.config, { play: true })}>
            Watch the baseline as published
          </button>
        </p>
      )}
    </>
  );
}
