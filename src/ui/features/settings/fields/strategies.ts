import type { FieldText } from './types';

const field = (key: string, label: string, help: string, more: Partial<FieldText> = {}): FieldText => ({
  path: `strategy.${key}`,
  label,
  help,
  ...more,
});

/** Settings of the strategies without a controller; a key that several have is told once, in words that fit them all. */
export const STRATEGY_FIELDS: readonly FieldText[] = [
  field(
    'points',
    'Places along a decision',
    'A number, or a long list of options, is cut into so many places; its ends are among them.',
  ),
  field('patience', 'Restarts after', 'Episodes in a row without a better neighbour.', {
    unit: 'episodes',
    off: 'all neighbours',
  }),
  field('populationSize', 'Population', 'How many are alive.'),
  field('sampleSize', 'Sample', 'So many are drawn; the best of them becomes the parent.'),
  field('dies', 'Who makes room', 'Aging keeps nobody for ever, however lucky its measurement was.', {
    options: { oldest: 'the oldest', worst: 'the worst' },
  }),
  field('tournamentSize', 'Tournament', 'So many are drawn; the best of them becomes a parent.'),
  field('crossoverRate', 'Crossover rate', 'Probability that two parents are crossed; otherwise the child is a copy of one.'),
  field('mutationRate', 'Mutation rate', 'Probability that a child, or each of its decisions after a crossover, is changed.', {
    off: '1 / decisions',
  }),
  field('redraws', 'Drawn anew', 'How often a child that was measured before is drawn anew; 0: never, as published.', {
    unit: 'times',
  }),
  field('elite', 'Elite', 'The best of a generation that live on as they are.'),
  field('objectives', 'Objectives', 'What is wanted together, at least two: more or less of each.'),
  field('stages', 'Stages', 'Each stage decides more of the architecture than the one before.'),
  field('childrenPerStage', 'Children a stage', 'So many are measured before the next stage.'),
  field('beam', 'Beam', 'The best of a stage, of which the next one’s children are made.'),
  field('configurations', 'Configurations', 'Children that begin: those of the first rung.', { off: 'no end' }),
  field('minEpochs', 'Epochs of the first rung', 'Every child is trained so long before the first comparison.', {
    unit: 'epochs',
  }),
  field('maxEpochs', 'Epochs of the last rung', 'Only the best get there.', { unit: 'epochs' }),
  field('eta', 'η', 'One of so many goes on from each rung, for so many times the epochs.'),
  field(
    'resume',
    'Go on from weights',
    'Promoted children continue their training; off: they begin again, and every epoch is paid again.',
  ),
  field('rule', 'Rounding of brackets', 'How parts of trials and epochs become whole numbers: the two published ways.', {
    options: { floor: 'downwards, as Li et al.', ceil: 'upwards' },
  }),
  field('repeat', 'Begin again', 'Another bracket, or the first again, after the last; off: the run ends there.'),
  field('epochsPerStep', 'Epochs of a stretch', 'After each stretch of training the members are compared.', { unit: 'epochs' }),
  field(
    'quantile',
    'Part replaced',
    'So much of the population, the worst, takes over the weights of as many of the best. At most half.',
  ),
  field(
    'resampleProbability',
    'Drawn anew',
    'Probability that a hyperparameter of a copy is drawn anew instead of changed a little.',
  ),
  field('perturbation', 'Perturbation', 'A number becomes 1 − p or 1 + p times itself.'),
  field('startEpochs', 'Epochs of the first network', 'Before anything is changed.', { unit: 'epochs' }),
  field('epochs', 'Epochs after a change', 'Weights are inherited, so few are enough.', { unit: 'epochs' }),
  field('surrogate', 'Model', 'What predicts the reward of children that were not tried.', {
    options: { gp: 'Gaussian process', 'random-forest': 'random forest' },
  }),
  field(
    'acquisition',
    'Acquisition',
    'What the next child is the largest of: expected or probable improvement, or an optimistic bound.',
    {
      options: { ei: 'expected improvement', pi: 'probability of improvement', ucb: 'upper confidence bound' },
    },
  ),
  field('xi', 'Improvement asked for ξ', 'By the first two; in standard deviations of the rewards seen.'),
  field('kappa', 'Optimism κ', 'Standard deviations above the mean, of the bound.'),
  field('kernel', 'Kernel', 'How alike near points are taken to be, of the Gaussian process.', {
    options: { matern52: 'Matérn 5/2', rbf: 'squared exponential' },
  }),
  field('initialChildren', 'Children before the model', 'Drawn without it.'),
  field('initialDesign', 'First children', 'Spread evenly over every decision, or drawn at random.', {
    options: { 'latin-hypercube': 'spread (Latin hypercube)', random: 'at random' },
  }),
  field('pending', 'Not yet rewarded', 'What a batch takes a child for whose reward is not there yet.', {
    options: { 'kriging-believer': 'the model’s mean', 'constant-liar': 'the least reward seen' },
  }),
  field('trees', 'Trees', 'Of the random forest.'),
  field('maxPoints', 'Points of the model', 'Beyond so many: the best half and the latest.'),
  field('repeats', 'May repeat itself', 'Whether the same child may be proposed again.'),
  field('gamma', 'Good part γ', 'Share of the children that counts as good.'),
  field('maxGood', 'Good at most', 'Children that count as good.', { unit: 'children' }),
  field('candidates', 'Candidates', 'Drawn from the good density; that of the largest ratio is proposed.'),
  field('priorWeight', 'Weight of the prior', 'Of the uniform density, in children.'),
  field('weights', 'Weights of children', 'Whether older ones count less.', {
    options: { recent: 'older ones less', equal: 'all alike' },
  }),
  field(
    'multivariate',
    'One density',
    'Over whole children, so that decisions depend on each other; off: one for each decision.',
  ),
  field('replay', 'Replay', 'Earlier children that are learned from again after each new one.', { unit: 'children' }),
  field('explorationChildren', 'ε falls over', 'Children until it is at its least.', { unit: 'children' }),
  field('leastEpsilon', 'Least ε', 'Probability of a random choice that remains.'),
  field('initialValue', 'Value of the untried', 'Above all rewards it is optimistic: everything is tried.', {
    off: 'first mean',
  }),
  field('bins', 'Places of a number', 'A number without steps is cut into so many.'),
  field('state', 'State', 'What a value is of: the last choice and its place, or all choices so far.', {
    options: { last: 'the last choice', prefix: 'all choices so far' },
  }),
  field('scale', 'Rewards count', 'How rewards become values between 0 and 1; one very bad child does not change ranks.', {
    options: { ranks: 'by their ranks', range: 'between the least and the largest' },
  }),
  field('averages', 'Weight of averages', 'Visits that a choice’s average over the whole tree counts as; 0: none.', {
    unit: 'visits',
  }),
  field('widening', 'Widening', 'A node with N visits has at most this times N to the power below of a number’s values.'),
  field('wideningPower', 'Power of widening', 'Between 0 (few values) and 1 (many).'),
];

/** Words of a key that means something else with one strategy. */
const OF_STRATEGY: Readonly<Record<string, Partial<FieldText>>> = {
  'q-learning.learningRate': { label: 'Learning rate α', help: 'Step of a value towards its target.' },
  'q-learning.exploration': {
    label: 'Way of ε',
    help: 'How the probability of a random choice falls from 1.',
    options: { linear: 'evenly', stairs: 'MetaQNN’s stairs' },
  },
  'mcts.exploration': { label: 'Exploration c', help: 'How much a rarely tried branch is favoured; 1 is UCB1.' },
  'pbt.steps': { label: 'Stretches', help: 'Of each member in all.' },
  'pbt.childrenPerEpisode': { help: 'The population: each member is trained one stretch an episode.' },
  'genetic-algorithm.childrenPerEpisode': { help: 'A generation is an episode: the size of the population.' },
};

/** Strategies whose children of an episode are the controller's to learn from together; with others it is only a batch. */
const CONTROLLERS: readonly unknown[] = ['ppo', 'reinforce'];

/** A field in the words of the strategy that is set. */
export function inWordsOf(field: FieldText, strategy: unknown): FieldText {
  const key = field.path.replace(/^strategy\./, '');
  const own = OF_STRATEGY[`${String(strategy)}.${key}`];
  if (own !== undefined) return { ...field, ...own };
  if (key === 'childrenPerEpisode' && !CONTROLLERS.includes(strategy))
    return { ...field, help: 'Proposed together, before any of them is rewarded; they can be measured in parallel.' };
  return field;
}

/** Strategies as the picker groups them; one that is in no group stands under 'Others'. */
export const STRATEGY_GROUPS: readonly { readonly title: string; readonly ids: readonly string[] }[] = [
  { title: 'Controllers', ids: ['ppo', 'reinforce'] },
  { title: 'Blind and local search', ids: ['random', 'grid', 'exhaustive', 'hill-climbing', 'progressive', 'morphism'] },
  { title: 'Evolution', ids: ['regularized-evolution', 'steady-state-evolution', 'genetic-algorithm', 'nsga-2'] },
  { title: 'Models of the reward', ids: ['bayesian', 'tpe'] },
  { title: 'Learned values and trees', ids: ['q-learning', 'mcts'] },
  { title: 'Training budgets', ids: ['successive-halving', 'hyperband', 'asha', 'pbt'] },
];
