import { describe, expect, it } from 'vitest';
import { machineText } from '../../../src/worker/machineText';

describe('the machine in words', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      'Chrome 156 on Linux, 2 cores',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0',
      'Edge 120 on Windows, 2 cores',
    ],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:125.0) Gecko/20100101 Firefox/125.0', 'Firefox 125 on macOS, 2 cores'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
      'Safari 17 on iOS, 2 cores',
    ],
    ['curl', 'an unknown browser on an unknown system, 2 cores'],
  ])('%s', (agent, text) => expect(machineText(agent, 2)).toBe(text));

  it('counts one core as one', () => expect(machineText('Firefox/1', 1)).toMatch(/1 core$/));
});
