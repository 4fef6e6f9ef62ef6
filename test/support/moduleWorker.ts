import { type PlainError, toPlainError } from '../../src/engine/core/errors';

/** A dedicated worker that runs any test module: the browser's half of runInBrowser(..., { where: 'worker' }). */
export interface ModuleRequest {
  /** Address of a module whose default export is a function of args. */
  readonly module: string;
  readonly args: unknown;
}

export type ModuleReply = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: PlainError };

self.addEventListener('message', (event: MessageEvent<ModuleRequest>) => {
  const { module, args } = event.data;
  import(/* @vite-ignore */ module)
    .then((loaded: { default: (args: unknown) => unknown }) => loaded.default(args))
    .then(
      (result): ModuleReply => ({ ok: true, result }),
      (thrown): ModuleReply => ({ ok: false, error: toPlainError(thrown) }),
    )
    .then((reply) => self.postMessage(reply));
});
