/**
 * Loaded before a child worker's own program: gives the test a hand on the worker's GPU. A message 'destroy' on the channel
 * 'test gpu' destroys the device in whatever it is doing; a worker named 'no gpu' finds no adapter.
 */
export {};

const channel = new BroadcastChannel('test gpu');
const requestDevice = GPUAdapter.prototype.requestDevice;

GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor?: GPUDeviceDescriptor): Promise<GPUDevice> {
  const device = await requestDevice.call(this, descriptor);
  channel.addEventListener('message', ({ data }) => {
    if (data === 'destroy') device.destroy();
  });
  return device;
};

if (self.name === 'no gpu') navigator.gpu.requestAdapter = async () => null;
