import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PAGES = readdirSync('docs').filter((name) => name.endsWith('.md'));

/** Files that a page links to, as paths from the top. */
function linksOf(page: string): readonly string[] {
  const found = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
  return found.filter((target) => !/^[a-z]+:/.test(target)).map((target) => join(dirname(page), target));
}

describe('the documentation', () => {
  it('has a link to every page in its index', () => {
    const linked = new Set(linksOf('docs/README.md'));
    expect(PAGES.filter((name) => name !== 'README.md' && !linked.has(join('docs', name)))).toEqual([]);
  });

  it.each(['README.md', 'CONTRIBUTING.md', ...PAGES.map((name) => join('docs', name))])(
    '%s links to files that exist',
    (page) => {
      expect(linksOf(page).filter((target) => !existsSync(target))).toEqual([]);
    },
  );
});
