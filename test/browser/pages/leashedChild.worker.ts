// A child worker as it ships, whose GPU the test can take away.
import './gpuOnALeash';
import '../../../src/worker/child.worker';
