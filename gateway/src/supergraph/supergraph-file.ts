import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Calls back with the file's text whenever it changes, one call at a time. @returns what stops it */
export function watchText(
  path: string,
  interval: number,
  onText: (text: string) => void | Promise<void>,
  onError: (error: unknown) => void,
): () => void {
  let reading = Promise.resolve();
  // Polling follows replaced files and the symbolic links of mounted volumes, which change events do not.
  const listener = () => {
    reading = reading
      .then(() => readFile(path, 'utf8'))
      .then(onText)
      .catch(onError);
  };
  watchFile(path, { interval, persistent: false }, listener);
  return () => unwatchFile(path, listener);
}
