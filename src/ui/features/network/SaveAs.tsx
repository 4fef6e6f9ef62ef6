import { useEffect, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import type { ExportFormat, ExportFormatInfo } from '../../../engine/graph/export';
import { graphSvg } from '../../../engine/graph/layout';
import { download, fileName } from '../../shared/download';
import { Tip } from '../../shared/Tip';
import type { ShownNetwork } from './shown';
import './fields.css';

type Exporters = typeof import('../../../engine/graph/export');

interface SaveAsProps {
  readonly network: ShownNetwork;
  readonly folded: ReadonlySet<string>;
  readonly fused: boolean;
}

/** The network as files: the drawing as it is folded now, or code of another framework that builds the same network. */
export function SaveAs({ network, folded, fused }: SaveAsProps) {
  const [formats, setFormats] = useState<readonly ExportFormatInfo[]>([]);
  const [error, setError] = useState<PlainError | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    let isCurrent = true;
    import('../../../engine/graph/export')
      .then((exporters) => isCurrent && setFormats(exporters.EXPORT_FORMATS))
      .catch((thrown: unknown) => isCurrent && setError(toPlainError(thrown)));
    return () => {
      isCurrent = false;
    };
  }, []);
  const attempt = async (save: () => string | Promise<string>): Promise<void> => {
    setError(null);
    setSaid('');
    try {
      setSaid(`${await save()} is saved.`);
    } catch (thrown) {
      setError(toPlainError(thrown));
    }
  };
  const saveSvg = (): string => {
    const name = `${fileName(network.title)}.svg`;
    download(name, graphSvg(network.graph, { title: `${network.space}: ${network.title}`, folded, fused }), 'image/svg+xml');
    return name;
  };
  const saveAs = async (format: ExportFormat): Promise<string> => {
    const { exportGraph, archiveOf }: Exporters = await import('../../../engine/graph/export');
    const options = { format, name: network.title, note: `${network.space}: ${network.arch}` };
    const files = exportGraph(network.graph, options);
    const [only] = files;
    const file = files.length === 1 && only !== undefined ? only : archiveOf(files, options);
    download(file.name, new Blob([file.content], { type: file.mediaType }));
    return file.name;
  };
  return (
    <section className="net-save" aria-labelledby="net-save">
      <h3 id="net-save">Save as</h3>
      <p className="net-row">
        <Tip text="The drawing as it is folded now; light or dark as its reader prefers." side="top">
          <button type="button" className="button" onClick={() => void attempt(saveSvg)}>
            SVG
          </button>
        </Tip>
        {formats.map(({ id, title, summary }) => (
          <Tip key={id} text={`${summary} Without trained weights.`} side="top">
            <button type="button" className="button" onClick={() => void attempt(() => saveAs(id))}>
              {title}
            </button>
          </Tip>
        ))}
      </p>
      {error === null ? null : (
        <p className="net-error" role="alert">
          {error.message} <b>{error.remedy}</b>
        </p>
      )}
      <p role="status" className="net-soft">
        {said}
      </p>
    </section>
  );
}
