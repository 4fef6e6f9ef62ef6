/** Round constants: the first 32 bits of the fractional parts of the cube roots of the first 64 primes, exactly. */
const K: Uint32Array = fractionalRoots(64, 3);
/** Initial state: the same of the square roots of the first 8 primes. */
const INITIAL: Uint32Array = fractionalRoots(8, 2);

/** floor(p^(1/root) * 2^32) mod 2^32 for the first `count` primes p, by integer bisection. */
function fractionalRoots(count: number, root: 2 | 3): Uint32Array {
  const out = new Uint32Array(count);
  let found = 0;
  for (let p = 2n; found < count; p += 1n) {
    let prime = true;
    for (let d = 2n; d * d <= p; d += 1n) if (p % d === 0n) prime = false;
    if (!prime) continue;
    const target = p << BigInt(32 * root);
    let low = 0n;
    let high = p << 32n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** BigInt(root) <= target) low = middle;
      else high = middle;
    }
    out[found] = Number(low & 0xffffffffn);
    found += 1;
  }
  return out;
}

const BLOCK = 64;

/**
 * SHA-256 (FIPS 180-4, section 6.2), fed piece by piece, so that a download is checked while it arrives and on pages
 * without a secure context, where the browser's own digest is missing.
 */
export class Sha256 {
  private readonly state = Uint32Array.from(INITIAL);
  private readonly words = new Uint32Array(64);
  private readonly pending = new Uint8Array(BLOCK);
  private pendingLength = 0;
  private total = 0;

  update(bytes: Uint8Array): this {
    this.total += bytes.length;
    let at = 0;
    if (this.pendingLength > 0) {
      at = Math.min(BLOCK - this.pendingLength, bytes.length);
      this.pending.set(bytes.subarray(0, at), this.pendingLength);
      this.pendingLength += at;
      if (this.pendingLength < BLOCK) return this;
      this.block(this.pending, 0);
      this.pendingLength = 0;
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK) this.block(bytes, at);
    this.pending.set(bytes.subarray(at));
    this.pendingLength = bytes.length - at;
    return this;
  }

  /** 64 hex digits. Ends the hash: a later update would not be part of the message. */
  hex(): string {
    const bits = this.total * 8;
    const padding = new Uint8Array(this.pendingLength < 56 ? BLOCK - this.pendingLength : 2 * BLOCK - this.pendingLength);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(bits / 0x100000000));
    view.setUint32(padding.length - 4, bits >>> 0);
    this.update(padding);
    return [...this.state].map((word) => word.toString(16).padStart(8, '0')).join('');
  }

  private block(bytes: Uint8Array, offset: number): void {
    const { words, state } = this;
    for (let i = 0; i < 16; i += 1) {
      const at = offset + 4 * i;
      words[i] =
        ((bytes[at] as number) << 24) |
        ((bytes[at + 1] as number) << 16) |
        ((bytes[at + 2] as number) << 8) |
        (bytes[at + 3] as number);
    }
    for (let i = 16; i < 64; i += 1) {
      const early = words[i - 15] as number;
      const late = words[i - 2] as number;
      const sigma0 = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
      const sigma1 = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
      words[i] = ((words[i - 16] as number) + sigma0 + (words[i - 7] as number) + sigma1) | 0;
    }
    let a = state[0] as number;
    let b = state[1] as number;
    let c = state[2] as number;
    let d = state[3] as number;
    let e = state[4] as number;
    let f = state[5] as number;
    let g = state[6] as number;
    let h = state[7] as number;
    for (let i = 0; i < 64; i += 1) {
      const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const choice = (e & f) ^ (~e & g);
      const t1 = (h + sum1 + choice + (K[i] as number) + (words[i] as number)) | 0;
      const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const majority = (a & b) ^ (a & c) ^ (b & c);
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + sum0 + majority) | 0;
    }
    state[0] = (state[0] as number) + a;
    state[1] = (state[1] as number) + b;
    state[2] = (state[2] as number) + c;
    state[3] = (state[3] as number) + d;
    state[4] = (state[4] as number) + e;
    state[5] = (state[5] as number) + f;
    state[6] = (state[6] as number) + g;
    state[7] = (state[7] as number) + h;
  }
}

/** SHA-256 of a whole buffer, 64 hex digits. */
export function sha256(bytes: Uint8Array): string {
  return new Sha256().update(bytes).hex();
}
