import { join } from 'node:path';
import { z } from 'zod';
import { readText } from './files';

/** The project's version, from its package.json. */
export async function packageVersion(root: string): Promise<string> {
  return z.object({ version: z.string() }).parse(JSON.parse(await readText(join(root, 'package.json')))).version;
}
