import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const patience = 3_000;
const mail = z.object({
  kind: z.string(),
  storeId: z.string(),
  to: z.string(),
  token: z.string().nullable(),
});

/** The token of the newest mail that asks to verify an address; undefined when none comes within three seconds. */
export async function readVerificationToken(
  folder: string,
  store: string,
  email: string,
): Promise<string | undefined> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await delay(50)) {
    // The names begin with the time.
    const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
    for (const file of files.sort().reverse()) {
      const parsed = mail.safeParse(JSON.parse(await readFile(path.join(folder, file), 'utf8')));
      if (!parsed.success || parsed.data.kind !== 'verify-email') continue;
      const { storeId, to, token } = parsed.data;
      if (storeId === store && to === email && token !== null) return token;
    }
  }
  return undefined;
}
