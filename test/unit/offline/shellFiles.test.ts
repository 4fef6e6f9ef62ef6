import { describe, expect, it } from 'vitest';
import { cacheName, outdatedCaches, type SiteFiles, siteFile } from '../../../src/offline/shellFiles';

const SCOPE = 'https://example.org/some/folder/';
const FILES: SiteFiles = { version: 'v2', shell: ['index.html', 'assets/index-1.js'], rest: ['tables/a small.json'] };

function get(url: string, method = 'GET'): string | null {
  return siteFile({ url, method }, SCOPE, FILES);
}

describe('siteFile', () => {
  it('knows the files of the build, with a query or without', () => {
    expect(get(`${SCOPE}assets/index-1.js`)).toBe('assets/index-1.js');
    expect(get(`${SCOPE}assets/index-1.js?v=3`)).toBe('assets/index-1.js');
    expect(get(`${SCOPE}tables/a%20small.json`)).toBe('tables/a small.json');
  });
  it('answers index.html for the folder, whatever a share link carries', () => {
    expect(get(SCOPE)).toBe('index.html');
    expect(get(`${SCOPE}?run=1`)).toBe('index.html');
    expect(get(`${SCOPE}index.html`)).toBe('index.html');
  });
  it('leaves alone what is not of the site', () => {
    expect(get('https://example.org/assets/index-1.js')).toBeNull();
    expect(get('https://example.org/some/folder2/assets/index-1.js')).toBeNull();
    expect(get('https://elsewhere.org/some/folder/index.html')).toBeNull();
    expect(get(`${SCOPE}unknown.json`)).toBeNull();
    expect(get(`${SCOPE}assets/index-1.js`, 'POST')).toBeNull();
  });
  it('leaves a malformed address to the network', () => {
    expect(get(`${SCOPE}%E0%A4%A`)).toBeNull();
  });
});

describe('outdatedCaches', () => {
  it('names the other builds at this folder only', () => {
    const mine = cacheName(SCOPE, 'v2');
    const old = cacheName(SCOPE, 'v1');
    const sibling = cacheName('https://example.org/some/folder/nested/', 'v1');
    expect(outdatedCaches([mine, old, sibling, 'another site'], SCOPE, 'v2')).toEqual([old]);
  });
});
