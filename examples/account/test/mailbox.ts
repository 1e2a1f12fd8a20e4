import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { vi } from 'vitest';
import { z } from 'zod';

const mail = z.object({ kind: z.string(), to: z.string(), link: z.string().nullable() });

/** The link of the newest mail of a kind to an address, as soon as it is there. */
export function linkFromMail(folder: string, kind: string, to: string): Promise<string> {
  return vi.waitFor(
    async () => {
      const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
      for (const file of files.toReversed()) {
        const parsed = mail.parse(JSON.parse(await readFile(path.join(folder, file), 'utf8')));
        if (parsed.kind === kind && parsed.to === to && parsed.link) return parsed.link;
      }
      throw new Error(`no ${kind} mail to ${to}`);
    },
    { timeout: 10_000, interval: 50 },
  );
}
