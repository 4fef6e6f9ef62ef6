import { trainsChildren } from '../../../engine/estimate/trainsChildren';
import { countGraph } from '../../../engine/graph/count';
import { spaceById } from '../../../engine/space/catalogue';
import { PROFILES } from '../../../engine/space/profiles';
import { PROFILE_IDS } from '../../../engine/space/types';
import { formatCount } from '../../shared/format';
import { archLabel, opLabel } from '../../shared/ops';
import { useLab } from '../../store';

const OPS: readonly { readonly id: string; readonly text: string }[] = [
  { id: 'twoconv', text: 'a 1×3 convolution, then a 3×1: the reach of a 3×3 with fewer weights; one ReLU after both' },
  { id: 'conv3', text: '3×3 convolution, bias, ReLU' },
  { id: 'conv5', text: '5×5 convolution, bias, ReLU' },
  { id: 'conv7', text: '7×7 convolution, bias, ReLU' },
  { id: 'max', text: 'largest of each 2×2 window, stride 1' },
  { id: 'avg', text: 'mean of each 2×2 window, stride 1' },
  { id: 'identity', text: 'passes its input on: nothing to learn, nothing to pay' },
  { id: 'sep', text: 'one 3×3 filter for each channel, then a 1×1 convolution across them, ReLU' },
];

const EXAMPLES = ['conv3,max', 'conv5,twoconv', 'identity,identity'] as const;

/** Counted by the engine, here and now. */
function paramsOf(arch: string, profile: (typeof PROFILE_IDS)[number]): number {
  const space = spaceById('a-small');
  return countGraph(space.build(space.parse(arch), { profile, input: [28, 28, 1], classes: 10 })).params.total;
}

export function NetworksPage() {
  return (
    <>
      <p>
        The space <b>A_small</b> has two decisions of eight operations each, 64 cells. The same cell is used twice, with a 2×2 max
        pooling after each; two dense layers read the classes. Every operation keeps height and width.
      </p>
      <table className="learn-table">
        <caption className="sr-only">Operations</caption>
        <tbody>
          {OPS.map((op) => (
            <tr key={op.id}>
              <th scope="row">{opLabel(op.id)}</th>
              <td>{op.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h4>Profiles</h4>
      <p>How large a cell becomes is not searched but set by a profile; the order of the cells is much the same in each.</p>
      <div className="learn-scroll">
        <table className="learn-table">
          <caption>Parameters of three children, as the lab counts them</caption>
          <thead>
            <tr>
              <th scope="col">profile</th>
              {EXAMPLES.map((arch) => (
                <th key={arch} scope="col">
                  {archLabel(arch)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {PROFILE_IDS.map((id) => (
              <tr key={id}>
                <th scope="row">
                  {id}
                  <small>{PROFILES[id].title}</small>
                </th>
                {EXAMPLES.map((arch) => (
                  <td key={arch}>{formatCount(paramsOf(arch, id))}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        Almost all of a child lies in its dense layers, whatever the cell. A limit on parameters therefore counts the cells alone:
        in profile “paper” 31 of the 64 have fewer than 150,000, and the same 31 have fewer than 2,500 in profile “teach”.
      </p>
    </>
  );
}

export function DataPage() {
  const table = useLab((state) => state.table);
  const config = useLab((state) => state.config);
  const backend = useLab((state) => state.backend);
  return (
    <>
      <p>
        Training 64 networks takes hours, a table of their results a blink. So the first run reads a table that this lab measured
        itself, child by child, with the training code you can switch on. Choose “train for real” and every child is trained here,
        on your machine; nothing is uploaded.
      </p>
      {table === null ? (
        <p>
          {config !== null && trainsChildren(config.estimator)
            ? `This run trains its children on ${config.estimator.data}${backend === null ? '' : `, on ${backend.label}: ${backend.reason}`}`
            : 'The table of this run has not been read yet.'}
        </p>
      ) : (
        <>
          <h4>{table.title}</h4>
          <dl className="learn-facts">
            <dt>images</dt>
            <dd>{table.provenance.data}</dd>
            <dt>split</dt>
            <dd>
              {formatCount(table.provenance.split.train)} to train, {formatCount(table.provenance.split.valid)} to validate,{' '}
              {formatCount(table.provenance.split.test)} to test
            </dd>
            <dt>training</dt>
            <dd>{table.provenance.training}</dd>
            <dt>computed on</dt>
            <dd>
              {table.provenance.backend}; {table.provenance.machine}
            </dd>
            <dt>children</dt>
            <dd>
              {formatCount(table.rows.length)}, each with {formatCount(table.rows[0]?.runs.length)} seeds
            </dd>
            <dt>made by</dt>
            <dd>
              <code>{table.provenance.command}</code>, {table.provenance.date}, version {table.provenance.version}
            </dd>
          </dl>
        </>
      )}
      <h4>Data sets</h4>
      <p>
        Validation images are cut from the training set; the test set is looked at once, after a child's last epoch, and never
        rewarded. “digits” is drawn by the lab: strokes with random distortion, the same for the same seed. It is not MNIST and is
        never called so.
      </p>
    </>
  );
}
