/** Browsers by the names that their user agents carry; the first that is found is meant, since later ones name those before too. */
const BROWSERS = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['Chromium', 'Chromium'],
  ['HeadlessChrome', 'Chrome'],
  ['Chrome', 'Chrome'],
  ['Version', 'Safari'],
] as const;

const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone|iPad', 'iOS'],
  ['Windows', 'Windows'],
  ['CrOS', 'ChromeOS'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
] as const;

/** 'Chrome 156 on Linux, 2 cores': enough to judge a table's times, and nothing about whose machine it is. */
export function machineText(userAgent: string, cores: number): string {
  const found = BROWSERS.flatMap(([mark, name]) => {
    const version = new RegExp(`${mark}/(\\d+)`).exec(userAgent)?.[1];
    return version === undefined ? [] : [`${name} ${version}`];
  });
  const system = SYSTEMS.find(([mark]) => new RegExp(mark).test(userAgent))?.[1] ?? 'an unknown system';
  return `${found[0] ?? 'an unknown browser'} on ${system}, ${cores} ${cores === 1 ? 'core' : 'cores'}`;
}
