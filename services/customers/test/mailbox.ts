import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, vi } from 'vitest';
import { z } from 'zod';

const mail = z.object({
  kind: z.string(),
  storeId: z.string(),
  to: z.string(),
  from: z.string(),
  language: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  link: z.string().nullable(),
  token: z.string().nullable(),
});
export type Mail = z.output<typeof mail>;

/** The folder that the service under test leaves its mails in. */
export function createMailbox(folder: string) {
  // A file appears complete and never changes.
  const read = new Map<string, Promise<Mail>>();
  const parse = async (file: string) =>
    mail.parse(JSON.parse(await readFile(path.join(folder, file), 'utf8')));
  async function all(to: string): Promise<Mail[]> {
    const names = await readdir(folder).catch((): string[] => []);
    const files = names.filter((name) => name.endsWith('.json')).sort();
    for (const file of files) if (!read.has(file)) read.set(file, parse(file));
    const mails = await Promise.all(files.flatMap((file) => read.get(file) ?? []));
    return mails.filter((found) => found.to === to);
  }
  return {
    all,
    /** Waits until the address has got `count` mails of a kind. @returns the newest of them */
    newest: async (to: string, kind: string, count = 1): Promise<Mail> => {
      const found = await vi.waitFor(
        async () => {
          const mails = (await all(to)).filter((candidate) => candidate.kind === kind);
          expect(mails.length).toBeGreaterThanOrEqual(count);
          return mails;
        },
        { timeout: 20_000, interval: 20 },
      );
      const newest = found.at(-1);
      if (!newest) throw new Error(`no ${kind} for ${to}`);
      return newest;
    },
  };
}
