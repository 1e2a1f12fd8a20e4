import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { watchText } from './supergraph-file.ts';

/** The supergraph that is served, and why a newer file was refused, if one was. */
export interface SupergraphState {
  /** SHA-256 of the file's text, shortened. */
  readonly id: string;
  readonly loadedAt: string;
  readonly refused: string | null;
}

export interface FollowOptions {
  readonly path: string;
  /** Milliseconds between two looks at the file. */
  readonly pollInterval: number;
  /** Begins to serve a supergraph, or leaves everything as it is. @returns its id */
  readonly serve: (sdl: string) => Promise<string>;
  readonly onReload: (result: 'loaded' | 'refused') => void;
  readonly log: Logger;
}

/** Serves the supergraph of a file; follows its changes, and keeps the last good one. */
export function createFollower({ path, pollInterval, serve, onReload, log }: FollowOptions) {
  let state: SupergraphState | undefined;
  let stopWatching: (() => void) | undefined;

  async function load(sdl: string): Promise<void> {
    const id = await serve(sdl);
    state = { id, loadedAt: new Date().toISOString(), refused: null };
  }

  async function reload(sdl: string): Promise<void> {
    await load(sdl);
    log.info({ supergraph: state }, 'supergraph reloaded');
    onReload('loaded');
  }

  function refuse(error: unknown): void {
    const refused = error instanceof Error ? error.message : String(error);
    if (state) state = { ...state, refused };
    log.error({ reason: refused }, 'supergraph refused, the last good one stays');
    onReload('refused');
  }

  return {
    get state(): SupergraphState | undefined {
      return state;
    },
    /** @throws when the first supergraph cannot be served */
    async start(): Promise<void> {
      await load(await readFile(path, 'utf8'));
      stopWatching = watchText(path, pollInterval, reload, refuse);
    },
    stop: () => stopWatching?.(),
  };
}
