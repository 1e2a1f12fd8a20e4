import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const mail = z.object({
  kind: z.string(),
  storeId: z.string(),
  to: z.string(),
  token: z.string().nullable(),
});

/** The tokens of the mails so far that ask to verify an address of a store, newest first. */
export async function verificationTokens(
  folder: string,
  store: string,
  email: string,
): Promise<string[]> {
  // The names begin with the time.
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  const tokens: string[] = [];
  for (const file of files.sort().reverse()) {
    const parsed = mail.safeParse(JSON.parse(await readFile(path.join(folder, file), 'utf8')));
    if (!parsed.success || parsed.data.kind !== 'verify-email') continue;
    const { storeId, to, token } = parsed.data;
    if (storeId === store && to === email && token !== null) tokens.push(token);
  }
  return tokens;
}
