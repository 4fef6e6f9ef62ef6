import { useState } from 'react';
import { shapeText } from '../../../engine/graph/shapes';
import type { GraphCount } from '../../../engine/graph/types';
import { formatCount } from '../../shared/format';
import './table.css';

/** Every layer in the graph's order, as a table: the drawing for those who read it rather than look at it. */
export function LayerTable({ count }: { readonly count: GraphCount }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="net-fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>All {formatCount(count.layers.length)} layers as a table</summary>
      {isOpen ? (
        <div className="net-scroll">
          <table className="net-table">
            <caption className="sr-only">Layers of the network in order</caption>
            <thead>
              <tr>
                <th scope="col">layer</th>
                <th scope="col">what it does</th>
                <th scope="col">reads</th>
                <th scope="col">output</th>
                <th scope="col">params</th>
                <th scope="col">MACs</th>
              </tr>
            </thead>
            <tbody>
              {count.layers.map((layer) => (
                <tr key={layer.id}>
                  <th scope="row">{layer.id}</th>
                  <td>{layer.name}</td>
                  <td>{layer.inputs.join(', ')}</td>
                  <td>{shapeText(layer.outputShape)}</td>
                  <td>{formatCount(layer.params)}</td>
                  <td>{formatCount(layer.macs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </details>
  );
}
