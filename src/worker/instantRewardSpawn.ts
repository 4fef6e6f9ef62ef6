import type { RewardPort, RewardReply } from './rewardProtocol';
import { spawnRewardWorker } from './rewardSpawn';

/** A started reward worker that nobody uses yet; what it says is kept until somebody listens. */
class Spare {
  private readonly port = spawnRewardWorker();
  private readonly said: RewardReply[] = [];
  private death: string | null = null;
  private onReply: (reply: RewardReply) => void = (reply) => this.said.push(reply);
  private onDeath: (reason: string) => void = (reason) => {
    this.death = reason;
  };

  constructor() {
    this.port.listen(
      (reply) => this.onReply(reply),
      (reason) => this.onDeath(reason),
    );
  }

  take(): RewardPort {
    const { port } = this;
    return {
      post: (command) => port.post(command),
      listen: (onReply, onDeath) => {
        this.onReply = onReply;
        this.onDeath = onDeath;
        for (const reply of this.said.splice(0)) onReply(reply);
        if (this.death !== null) onDeath(this.death);
      },
      terminate: () => port.terminate(),
    };
  }
}

let spare: Spare | null = null;

/**
 * A reward worker whose interpreter is already loaded, and another one for the next call: while a person types, each text that compiles
 * gets a sandbox of its own, and starting one takes longer than computing the run.
 */
export function spawnWarmRewardWorker(): RewardPort {
  const taken = spare ?? new Spare();
  spare = new Spare();
  return taken.take();
}
