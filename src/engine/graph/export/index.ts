import { LabError } from '../../core/errors';
import { suggestName } from '../../core/nearestName';
import type { NetworkGraph } from '../types';
import { zipArchive } from './files/zip';
import { exportKeras } from './keras';
import { fileStem } from './names';
import { exportOnnx } from './onnx';
import { exportPyTorch } from './pytorch';
import { exportTfjs } from './tfjs';
import type { ExportedFile, Exporter, ExportFormat, ExportFormatInfo, ExportOptions } from './types';

export type * from './types';
export { type KeptWeights, readWeights, weightsFile } from './weights';

/** Every target, in the order of menus. */
export const EXPORT_FORMATS: readonly ExportFormatInfo[] = [
  { id: 'keras', title: 'Keras (Python)', summary: 'A module that builds the network with Keras 3, and its weights as .npz.' },
  {
    id: 'pytorch',
    title: 'PyTorch (Python)',
    summary: 'A module with the network as a torch.nn.Module, and its weights as .npz.',
  },
  { id: 'tfjs', title: 'TensorFlow.js', summary: 'model.json and weights.bin for tf.loadLayersModel.' },
  { id: 'onnx', title: 'ONNX', summary: 'One .onnx file, operators of version 17, for ONNX Runtime and its kin.' },
];

const EXPORTERS: { readonly [format in ExportFormat]: Exporter } = {
  keras: exportKeras,
  pytorch: exportPyTorch,
  tfjs: exportTfjs,
  onnx: exportOnnx,
};

/** LabError 'config' with the nearest known format where there is none of this name. */
export function exportFormat(id: string): ExportFormat {
  const known = EXPORT_FORMATS.find((format) => format.id === id);
  if (known !== undefined) return known.id;
  throw new LabError(
    'config',
    `There is no export format '${id}'.`,
    suggestName(
      id,
      EXPORT_FORMATS.map((format) => format.id),
    ),
  );
}

/**
 * The network as files of another framework that give the graph's own logits in inference: no dropout, running moments.
 * Keras and TensorFlow.js read images [batch, height, width, channels], PyTorch and ONNX [batch, channels, height, width].
 * LabError 'space' on an invalid graph or an op that the format lacks, 'data' on weights of another network.
 */
export function exportGraph(graph: NetworkGraph, options: ExportOptions): readonly ExportedFile[] {
  return EXPORTERS[options.format](graph, options);
}

/** Several files as one: a ZIP archive 'NAME_FORMAT.zip' of them. */
export function archiveOf(
  files: readonly ExportedFile[],
  { name, format }: Pick<ExportOptions, 'name' | 'format'>,
): ExportedFile {
  const entries = files.map((file) => ({
    name: file.name,
    bytes: typeof file.content === 'string' ? new TextEncoder().encode(file.content) : file.content,
  }));
  return { name: `${fileStem(name)}_${format}.zip`, mediaType: 'application/zip', content: zipArchive(entries) };
}
