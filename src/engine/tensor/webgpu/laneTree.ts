import type { LabWebGpuBackend } from './labBackend';

/** A way of joining the values of a workgroup's 64 lanes into one. */
export interface LaneTree {
  /** Whether a shader with this text asks for the feature 'subgroups'. */
  readonly subgroups: boolean;
  /**
   * WGSL of `fn joinLanes(lane : i32, mine : T, size : i32, place : i32) -> T`, to be called by all lanes; what it returns is
   * for lane 0. size and place are those of main (see Shader.subgroups). The text uses `fn joined(a : T, b : T) -> T`.
   */
  readonly wgsl: string;
}

const OPENING = /* wgsl */ `
  lanes[lane] = mine;
  workgroupBarrier();`;

const IN_MEMORY = /* wgsl */ `
  {
    if (lane < half) {
      lanes[lane] = joined(lanes[lane], lanes[lane + half]);
    }
    workgroupBarrier();
  }`;

/**
 * The values of 64 lanes as a binary tree: v[i] <- joined(v[i], v[i + h]) for h = 32, 16, ..., 1. On a device with subgroups
 * the last steps, as far as a subgroup reaches, are shuffles between registers, without a barrier each. Every subgroup does
 * them, on values taken from memory by the lane's place in it: no order of lanes is relied on, and the tree is the same to
 * the bit on either path.
 */
export function laneTree({ subgroups }: Pick<LabWebGpuBackend, 'subgroups'>, type: string): LaneTree {
  const head = `
var<workgroup> lanes : array<${type}, 64>;

fn joinLanes(lane : i32, mine : ${type}, size : i32, place : i32) -> ${type} {${OPENING}`;
  if (!subgroups) {
    return {
      subgroups,
      wgsl: `${head}
  for (var half = 32; half > 0; half /= 2)${IN_MEMORY}
  return lanes[0];
}
`,
    };
  }
  return {
    subgroups,
    wgsl: `${head}
  for (var half = 32; half >= size; half /= 2)${IN_MEMORY}
  var value = lanes[place];
  for (var half = min(size, 64) / 2; half > 0; half /= 2) {
    value = joined(value, subgroupShuffleDown(value, u32(half)));
  }
  return subgroupBroadcast(value, 0u);
}
`,
  };
}
