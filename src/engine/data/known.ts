import { LabError } from '../core/errors';
import { suggestName } from '../core/nearestName';
import type { Shape } from '../core/shape';

/** One file of a published set, with the checksum it must have. */
export interface KnownFile {
  readonly name: string;
  readonly bytes: number;
  /** Of the file as published. */
  readonly sha256: string;
  /** Its content, where that has been measured: some servers unpack on the way. */
  readonly unpacked?: { readonly bytes: number; readonly sha256: string };
}

export interface KnownDataset {
  readonly id: string;
  readonly title: string;
  readonly shape: Shape;
  readonly classes: readonly string[];
  readonly sizes: { readonly train: number; readonly test: number };
  /** Who published it, as shown with results. */
  readonly provenance: string;
  readonly files: readonly KnownFile[];
  /** Addresses to which a file's name is appended, tried in order. */
  readonly mirrors: readonly string[];
}

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** Data sets that can be fetched; docs/data.md says how each checksum was verified. */
export const KNOWN_DATASETS: readonly KnownDataset[] = [
  {
    id: 'mnist',
    title: 'MNIST',
    shape: [28, 28, 1],
    classes: DIGITS,
    sizes: { train: 60_000, test: 10_000 },
    provenance: 'MNIST (LeCun, Cortes and Burges)',
    files: [
      {
        name: 'train-images-idx3-ubyte.gz',
        bytes: 9_912_422,
        sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
        unpacked: { bytes: 47_040_016, sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db' },
      },
      {
        name: 'train-labels-idx1-ubyte.gz',
        bytes: 28_881,
        sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
        unpacked: { bytes: 60_008, sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5' },
      },
      {
        name: 't10k-images-idx3-ubyte.gz',
        bytes: 1_648_877,
        sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
        unpacked: { bytes: 7_840_016, sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7' },
      },
      {
        name: 't10k-labels-idx1-ubyte.gz',
        bytes: 4_542,
        sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
        unpacked: { bytes: 10_008, sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2' },
      },
    ],
    mirrors: [
      'https://storage.googleapis.com/cvdf-datasets/mnist/',
      'https://ossci-datasets.s3.amazonaws.com/mnist/',
      'http://yann.lecun.com/exdb/mnist/',
    ],
  },
  {
    id: 'fashion-mnist',
    title: 'Fashion-MNIST',
    shape: [28, 28, 1],
    classes: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
    sizes: { train: 60_000, test: 10_000 },
    provenance: 'Fashion-MNIST (Xiao, Rasul and Vollgraf, Zalando Research)',
    files: [
      {
        name: 'train-images-idx3-ubyte.gz',
        bytes: 26_421_880,
        sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
      },
      {
        name: 'train-labels-idx1-ubyte.gz',
        bytes: 29_515,
        sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
      },
      {
        name: 't10k-images-idx3-ubyte.gz',
        bytes: 4_422_102,
        sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
      },
      {
        name: 't10k-labels-idx1-ubyte.gz',
        bytes: 5_148,
        sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
      },
    ],
    mirrors: [
      'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
      'https://fashion-mnist.s3.eu-central-1.amazonaws.com/',
      'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    ],
  },
  {
    id: 'cifar10',
    title: 'CIFAR-10',
    shape: [32, 32, 3],
    classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
    sizes: { train: 50_000, test: 10_000 },
    provenance: 'CIFAR-10, binary version (Krizhevsky)',
    files: [
      {
        name: 'cifar-10-binary.tar.gz',
        bytes: 170_052_171,
        sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
      },
    ],
    mirrors: [
      'https://www.cs.toronto.edu/~kriz/',
      'https://cave.cs.toronto.edu/kriz/',
      'https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/',
    ],
  },
];

/** LabError 'data' with the nearest known id where there is no such set. */
export function knownDataset(id: string): KnownDataset {
  const found = KNOWN_DATASETS.find((known) => known.id === id.toLowerCase());
  if (found !== undefined) return found;
  throw new LabError(
    'data',
    `There is no data set '${id.slice(0, 80)}' to fetch.`,
    suggestName(
      id,
      KNOWN_DATASETS.map((known) => known.id),
    ),
  );
}

/** The known set of which `sha256` is a file, packed or unpacked; null where there is none. */
export function datasetOfChecksum(sha256: string): KnownDataset | null {
  return (
    KNOWN_DATASETS.find(({ files }) => files.some((file) => file.sha256 === sha256 || file.unpacked?.sha256 === sha256)) ?? null
  );
}
