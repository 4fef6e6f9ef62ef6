import { LabError } from '../../core/errors';

/**
 * WebGPU reports most failures to nobody in particular: an invalid shader, a buffer that is too large or a lost device
 * leave zeros behind and an event on the device. What a watched device reported is kept here, and thrown by the next kernel or
 * read and by openBackend, so that nothing goes on computing with zeros.
 */
const faults = new WeakMap<GPUDevice, LabError>();
const watched = new WeakSet<GPUDevice>();

/** Keeps the first fault that this device reports from now on. */
export function watchDevice(device: GPUDevice): void {
  if (watched.has(device)) return;
  watched.add(device);
  device.addEventListener('uncapturederror', ({ error }) => {
    keep(device, `WebGPU reported an error: ${firstLine(error.message)}`);
  });
  void device.lost.then(({ message }) => keep(device, `The GPU was lost: ${firstLine(message)}`));
}

/** The first fault that this device reported; null while it is sound. */
export function faultOf(device: GPUDevice): LabError | null {
  return faults.get(device) ?? null;
}

/** Throws LabError 'backend' if this device has reported a fault. */
export function throwOnFault(device: GPUDevice): void {
  const fault = faults.get(device);
  if (fault !== undefined) throw fault;
}

function keep(device: GPUDevice, message: string): void {
  if (faults.has(device)) return;
  faults.set(device, new LabError('backend', message, "Start again, or choose the backend 'wasm'."));
}

function firstLine(message: string): string {
  return message.trim().split('\n')[0] ?? '';
}
