import type { AdapterReport } from '../../support/browserHarness';

/** What this browser says of its WebGPU adapter; null where it has none. */
export default async function adapter(): Promise<AdapterReport | null> {
  const found = await navigator.gpu?.requestAdapter();
  if (!found) return null;
  const { vendor, architecture, description } = found.info;
  return { vendor, architecture, description };
}
