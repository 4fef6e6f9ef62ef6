import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/engine/core/rng';
import { Sha256, sha256 } from '../../../src/engine/core/sha256';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('sha256', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('answers the published vector for %j', (text, expected) => {
    expect(sha256(bytes(text))).toBe(expected);
  });

  it('agrees with Node at every length around the block size, however it is cut', () => {
    const rng = Rng.fromSeed(21, 'sha256');
    for (let length = 0; length <= 300; length += 1) {
      const message = Uint8Array.from({ length }, () => rng.int(256));
      const hash = new Sha256();
      for (let at = 0; at < length; ) {
        const size = 1 + rng.int(90);
        hash.update(message.subarray(at, at + size));
        at += size;
      }
      expect(hash.hex()).toBe(createHash('sha256').update(message).digest('hex'));
    }
  });
});
