import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSWASMModule } from 'quickjs-emscripten-core';
import { LabError } from '../core/errors';

/** Where the interpreter's WASM file is: an address to fetch, or its bytes. */
export type SandboxWasm = { readonly url: string } | { readonly bytes: ArrayBuffer };

/** A fresh QuickJS module with a memory of its own. Rejects with LabError 'worker' where its file cannot be had. */
export async function loadSandboxModule(wasm: SandboxWasm): Promise<QuickJSWASMModule> {
  try {
    return await newQuickJSWASMModuleFromVariant(
      newVariant(variant, 'url' in wasm ? { wasmLocation: wasm.url } : { wasmBinary: wasm.bytes }),
    );
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LabError(
      'worker',
      `The reward sandbox failed to load its interpreter: ${why}.`,
      'Reload the page; without it the presets still work.',
      { cause },
    );
  }
}
