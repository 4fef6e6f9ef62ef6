import type { PpoConfig } from '../../../src/engine/controller/config';
import { browserAssets } from '../../../src/worker/wasmAssets';
import { type Played, playStrategy } from '../../support/playStrategy';

export interface PlayArgs {
  readonly config: PpoConfig;
  readonly episodes: number;
}

export default function play({ config, episodes }: PlayArgs): Promise<Played> {
  return playStrategy(config, episodes, async () => browserAssets());
}
