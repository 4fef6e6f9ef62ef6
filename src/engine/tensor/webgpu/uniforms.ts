/** Values of one uniform field: one number, or several for a vector. */
export interface UniformValue {
  readonly type: 'int32' | 'uint32' | 'float32';
  readonly data: readonly number[];
}

export const int = (...data: readonly number[]): UniformValue => ({ type: 'int32', data });
export const float = (...data: readonly number[]): UniformValue => ({ type: 'float32', data });

/** Alignment in bytes of a WGSL value of so many 32-bit components; tfjs's structs of 5 and 6 are aligned to 16. */
function alignmentOf(components: number): number {
  if (components === 1) return 4;
  return components === 2 ? 8 : 16;
}

const roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;

/**
 * A uniform struct's bytes, its fields in order, laid out as WGSL lays them out (section 14.4.1): each at the next multiple of
 * its alignment, the whole a multiple of the largest. What follows one of tfjs's structs of 5 or 6 is aligned to 16.
 */
export function packUniforms(values: readonly UniformValue[]): ArrayBuffer {
  let end = 0;
  let largest = 4;
  let afterStruct = false;
  const offsets = values.map(({ data }) => {
    const alignment = afterStruct ? 16 : alignmentOf(data.length);
    largest = Math.max(largest, alignment);
    const offset = roundUp(end, alignment);
    end = offset + 4 * data.length;
    afterStruct = data.length > 4;
    return offset;
  });
  const bytes = new ArrayBuffer(roundUp(end, largest));
  const view = new DataView(bytes);
  values.forEach(({ type, data }, field) => {
    data.forEach((value, i) => {
      const at = (offsets[field] ?? 0) + 4 * i;
      if (type === 'float32') view.setFloat32(at, value, true);
      else if (type === 'int32') view.setInt32(at, value, true);
      else view.setUint32(at, value, true);
    });
  });
  return bytes;
}
