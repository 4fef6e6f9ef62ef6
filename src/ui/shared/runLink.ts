import type { z } from 'zod';
import { LabError } from '../../engine/core/errors';
import { type RunConfig, runConfigSchema } from '../../engine/run/config';
import { spaceFault } from '../../engine/space/catalogue';

/**
 * A run as an address: '#run=1.' + base64url(deflate-raw(JSON of its RunConfig)). The seed is in the config, so the link is the
 * same run. 1 is the format's version; a page refuses later ones. Values out of range are moved into it and named; a reward's
 * code is never cut or changed.
 */
export const LINK_VERSION = 1;

const PREFIX = '#run=';
/** A config is below 25 kB; what unpacks to more is not one. */
const MAX_JSON_BYTES = 100_000;

export interface LinkedRun {
  readonly config: RunConfig;
  /** What had to be changed to make the values valid, one sentence each. */
  readonly notes: readonly string[];
}

/** True where an address's fragment claims to hold a run. */
export function isRunLink(fragment: string): boolean {
  return fragment.startsWith(PREFIX);
}

/** The fragment, '#' included, of a run's address. */
export async function encodeLink(config: RunConfig): Promise<string> {
  const json = new TextEncoder().encode(JSON.stringify(config));
  const packed = await pipe(json, new CompressionStream('deflate-raw'), Number.POSITIVE_INFINITY);
  return `${PREFIX}${LINK_VERSION}.${toBase64Url(packed)}`;
}

/** Rejects with LabError 'config' where the fragment is from a newer lab, damaged, or no run that this page knows. */
export async function decodeLink(fragment: string): Promise<LinkedRun> {
  const match = /^#run=(\d{1,6})\.([A-Za-z0-9_-]*)$/.exec(fragment.trim());
  if (match === null) throw damaged('its end may be missing');
  const version = Number(match[1]);
  if (version > LINK_VERSION) {
    throw new LabError(
      'config',
      `This link is from a newer version of the lab (link format ${version}; this page reads up to ${LINK_VERSION}).`,
      'Reload the page to get the newest version, or open the link where it was made.',
    );
  }
  if (version < 1) throw damaged(`it has format ${version}`);
  const json = await unpack(match[2] ?? '');
  const notes: string[] = [];
  const config = clampConfig(json, notes);
  const fault = spaceFault(config.space);
  if (fault !== null) {
    const reason =
      config.space.definition === undefined ? 'which this page does not have' : `whose definition has a fault: ${fault.message}`;
    throw new LabError(
      'config',
      `This link asks for the search space '${config.space.id}', ${reason}.`.replace(/\.\.$/, '.'),
      'Reload the page to get the newest version, or set the run up under Settings.',
    );
  }
  return { config, notes };
}

async function unpack(text: string): Promise<unknown> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await pipe(fromBase64Url(text), new DecompressionStream('deflate-raw'), MAX_JSON_BYTES);
  } catch (thrown) {
    if (thrown instanceof LabError) throw thrown;
    throw damaged('it cannot be unpacked; its end may be missing', thrown);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (thrown) {
    throw damaged('what it holds is not JSON', thrown);
  }
}

async function pipe(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream | DecompressionStream,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = through.writable.getWriter();
  // A failure reaches the reader below; here it must only not be an unhandled rejection.
  writer.write(bytes).catch(() => undefined);
  writer.close().catch(() => undefined);
  const reader = through.readable.getReader();
  const parts: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    total += value.byteLength;
    if (total > limit) {
      await reader.cancel();
      throw damaged(`it unpacks to more than ${limit / 1000} kB`);
    }
    parts.push(value);
  }
  const out = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.byteLength;
  }
  return out;
}

function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

function damaged(why: string, cause?: unknown): LabError {
  return new LabError('config', `This link is damaged: ${why}.`, 'Copy the whole link again, from its start to its end.', {
    cause,
  });
}

/** More repairs than a config has fields. */
const MAX_REPAIRS = 60;

/** The config a JSON value means, numbers moved into their ranges; LabError 'config' where it cannot be one. */
function clampConfig(json: unknown, notes: string[]): RunConfig {
  for (let repair = 0; repair < MAX_REPAIRS; repair += 1) {
    const parsed = runConfigSchema.safeParse(json);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    if (issue === undefined) break;
    const note = mend(json, issue);
    if (note === null) throw refused(issue);
    notes.push(note);
  }
  throw damaged('too many of its values are out of range');
}

/** Moves the one value an issue is about into its range, in place; says what it did, or null where it must not. */
function mend(json: unknown, issue: z.core.$ZodIssue): string | null {
  const key = issue.path.at(-1);
  const holder = issue.path.slice(0, -1).reduce<unknown>((value, step) => member(value, step), json);
  if (key === undefined || !isRecord(holder)) return null;
  const name = String(key);
  const value = holder[name];
  const path = issue.path.join('.');
  const put = (next: number | string): string => {
    holder[name] = next;
    return `${path} was ${typeof value === 'string' ? 'too long' : String(value)}; it is ${typeof next === 'string' ? 'cut' : next} here.`;
  };
  if (issue.code === 'too_big' && typeof value === 'number') return put(Number(issue.maximum));
  if (issue.code === 'too_small' && typeof value === 'number') {
    const minimum = Number(issue.minimum);
    return put(issue.inclusive === false ? minimum + 1e-6 : minimum);
  }
  if (issue.code === 'invalid_type' && issue.expected === 'int' && typeof value === 'number') return put(Math.round(value));
  if (issue.code === 'too_big' && path === 'title' && typeof value === 'string')
    return put(value.slice(0, Number(issue.maximum)));
  return null;
}

function refused(issue: z.core.$ZodIssue): LabError {
  const path = issue.path.join('.') || 'the configuration';
  return new LabError(
    'config',
    `This link asks for something this page does not know: ${path}: ${issue.message}.`,
    'Reload the page to get the newest version, or set the run up under Settings.',
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function member(value: unknown, key: PropertyKey): unknown {
  return isRecord(value) && typeof key === 'string' && Object.hasOwn(value, key) ? value[key] : undefined;
}
