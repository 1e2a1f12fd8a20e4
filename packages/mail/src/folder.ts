import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { normalEmail } from '@customer-graph/text';
import type { MailTransport } from './message.ts';

const kept = z.object({ storeId: z.string(), to: z.string(), createdAt: z.coerce.date() });

/**
 * Keeps each message as one JSON file, `<time>-<kind>-<id>.json`, for development and tests. A file appears complete or
 * not at all, and only its owner can read it, since it holds a token.
 */
export function createFolderTransport(folder: string): MailTransport {
  return {
    send: async (message) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const time = message.createdAt.toISOString().replace(/[:.]/g, '-');
      const file = path.join(folder, `${time}-${message.kind}-${message.id}.json`);
      await writeFile(`${file}.part`, `${JSON.stringify(message, null, 2)}\n`, { mode: 0o600 });
      await rename(`${file}.part`, file);
    },
    forget: async (storeId, addresses, before) => {
      const names = await readdir(folder).catch((): string[] => []);
      for (const name of names.filter((file) => file.endsWith('.json'))) {
        const file = path.join(folder, name);
        const { data } = kept.safeParse(parse(await readFile(file, 'utf8').catch(() => '')));
        if (data?.storeId !== storeId || data.createdAt >= before) continue;
        if (addresses.has(normalEmail(data.to))) await rm(file, { force: true });
      }
    },
    close: () => undefined,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
