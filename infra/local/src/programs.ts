import path from 'node:path';
import { bundleAll } from '@customer-graph/bundle';
import { root } from './child.ts';
import { allModules } from './modules.ts';

/** The folder of a part of the graph: `gateway` or a module. */
const folderOf = (name: string) => (name === 'gateway' ? name : `services/${name}`);

/** The file that a process of the gateway or of a module runs, from the root of the repository. */
export const bundleOf = (name: string): string => `${folderOf(name)}/dist/main.js`;

/** Brings the bundles of the gateway and of modules, by default of all, up to date. */
export async function bundlePrograms(modules: readonly string[] = allModules): Promise<void> {
  const entries = ['gateway', ...modules].map((name) => `${folderOf(name)}/src/main.ts`);
  await bundleAll(entries.map((entry) => path.join(root, entry)));
}
