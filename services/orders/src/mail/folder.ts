import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MailTransport } from './message.ts';

/**
 * Keeps each message as one JSON file, `<time>-<kind>-<id>.json`, for development and tests. A file appears complete or
 * not at all, and only its owner can read it, since it holds a token.
 */
export const createFolderTransport = (folder: string): MailTransport => ({
  send: async (message) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const time = message.createdAt.toISOString().replace(/[:.]/g, '-');
    const file = path.join(folder, `${time}-${message.kind}-${message.id}.json`);
    await writeFile(`${file}.part`, `${JSON.stringify(message, null, 2)}\n`, { mode: 0o600 });
    await rename(`${file}.part`, file);
  },
  close: () => undefined,
});
