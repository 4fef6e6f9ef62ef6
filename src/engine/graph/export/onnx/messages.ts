import type { Tensor } from '../arrays';
import { floatBytes } from '../files/npz';
import { bytes, type Field, float, integer, message, text } from './protobuf';

/** The messages of onnx.proto that a network of the lab needs; the numbers are its field numbers. */

export type Attribute = number | readonly number[] | { readonly float: number } | { readonly zeros: true };

export interface OnnxNode {
  readonly name: string;
  readonly type: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: { readonly [name: string]: Attribute };
}

export interface OnnxModel {
  readonly name: string;
  readonly note: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly Field[];
  readonly inputs: readonly Field[];
  readonly outputs: readonly Field[];
}

/** Version 8 of the file format; version 17 of the operators, which every runtime since 2022 reads. */
const IR_VERSION = 8;
export const OPSET = 17;
const FLOAT = 1;
const INT64 = 7;

/** AttributeProto.AttributeType */
const TYPE = { FLOAT: 1, INT: 2, TENSOR: 4, INTS: 7 } as const;

/** TensorProto of float32 values. */
export function floatTensor(name: string, { shape, values }: Tensor): Field[] {
  return [...shape.map((size) => integer(1, size)), integer(2, FLOAT), text(8, name), bytes(9, floatBytes(values))];
}

/** TensorProto of non-negative integers, one-dimensional. */
export function integerTensor(name: string, values: readonly number[]): Field[] {
  const raw = new Uint8Array(values.length * 8);
  const view = new DataView(raw.buffer);
  values.forEach((value, i) => {
    view.setBigInt64(8 * i, BigInt(value), true);
  });
  return [integer(1, values.length), integer(2, INT64), text(8, name), bytes(9, raw)];
}

/** Field of GraphProto. */
export const initializer = (tensor: readonly Field[]): Field => message(5, tensor);

/** ValueInfoProto of a float32 tensor; a size that is a text is free and has that name. */
export function valueInfo(field: 11 | 12, name: string, shape: readonly (number | string)[]): Field {
  const dims = shape.map((size) => message(1, [typeof size === 'number' ? integer(1, size) : text(2, size)]));
  const tensorType = message(1, [integer(1, FLOAT), message(2, dims)]);
  return message(field, [text(1, name), message(2, [tensorType])]);
}

function attribute(name: string, value: Attribute): Field {
  if (typeof value === 'number') return message(5, [text(1, name), integer(3, value), integer(20, TYPE.INT)]);
  if ('float' in value) return message(5, [text(1, name), float(2, value.float), integer(20, TYPE.FLOAT)]);
  if ('zeros' in value) {
    const tensor = floatTensor(name, { shape: [1], values: new Float32Array(1) });
    return message(5, [text(1, name), message(5, tensor), integer(20, TYPE.TENSOR)]);
  }
  return message(5, [text(1, name), ...value.map((each) => integer(8, each)), integer(20, TYPE.INTS)]);
}

function node({ name, type, inputs, output, attributes = {} }: OnnxNode): Field {
  return message(1, [
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(3, name),
    text(4, type),
    ...Object.entries(attributes).map(([key, value]) => attribute(key, value)),
  ]);
}

/** The file's bytes: a ModelProto. */
export function modelFields({ name, note, nodes, initializers, inputs, outputs }: OnnxModel): Field[] {
  const graph = [...nodes.map(node), text(2, name), ...initializers, ...inputs, ...outputs];
  return [
    integer(1, IR_VERSION),
    text(2, 'nas-lab'),
    ...(note === '' ? [] : [text(6, note)]),
    message(7, graph),
    message(8, [text(1, ''), integer(2, OPSET)]),
  ];
}
