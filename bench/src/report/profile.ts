import path from 'node:path';
import process from 'node:process';
import { root } from '../../../infra/local/src/child.ts';

/** A profile as V8 writes it. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  /** Microseconds. */
  readonly timeDeltas: readonly number[];
}

const shown = 14;

/** Prints what took most time within the last milliseconds of a profile, by package and by function. */
export function printShares({ nodes, samples, timeDeltas }: Profile, last: number): void {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byPackage = new Map<string, number>();
  const byFunction = new Map<string, number>();
  const end = timeDeltas.reduce((sum, delta) => sum + delta, 0);
  let total = 0;
  let at = 0;
  samples.forEach((sample, index) => {
    const delta = timeDeltas[index] ?? 0;
    at += delta;
    const frame = frames.get(sample);
    if (!frame || end - at > last * 1_000 || frame.functionName === '(idle)') return;
    total += delta;
    const owner = ownerOf(frame.url, frame.functionName);
    byPackage.set(owner, (byPackage.get(owner) ?? 0) + delta);
    const name = `${frame.functionName || 'anonymous'} in ${owner}`;
    byFunction.set(name, (byFunction.get(name) ?? 0) + delta);
  });
  for (const shares of [byPackage, byFunction]) {
    const ranked = [...shares].sort(([, a], [, b]) => b - a).slice(0, shown);
    for (const [name, time] of ranked)
      process.stdout.write(`${((100 * time) / total).toFixed(1).padStart(6)} %  ${name}\n`);
    process.stdout.write('\n');
  }
}

function ownerOf(url: string, functionName: string): string {
  const installed = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (installed) return installed;
  if (!url.startsWith('file:')) return url || functionName;
  const file = path.relative(root, new URL(url).pathname);
  return file.startsWith('..') ? file : file.split('/').slice(0, 2).join('/');
}
