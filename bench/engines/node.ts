/** What the Node entries of the engines share. */
export const now = (): number => performance.now();
export const peakBytes = (): number => 1024 * process.resourceUsage().maxRSS;
