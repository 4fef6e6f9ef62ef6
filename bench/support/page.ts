import type { Contender } from './types';

/** The functions that a bench's page module exports, around the contender that `make` opens. */
export function pageContender<T>(make: (args: T) => Promise<Contender>) {
  let contender: Contender | null = null;
  const opened = (): Contender => {
    if (contender === null) throw new Error('open() has not been called');
    return contender;
  };
  return {
    async open(args: T): Promise<string> {
      contender = await make(args);
      return contender.engine;
    },
    witness: () => opened().witness(),
    measure: () => opened().measure(),
    close: () => opened().close(),
  };
}
