import { bundlePrograms } from './local/src/programs.ts';

/** Bundles the gateway and every module of the registry, each into the `dist` folder of its package: what production runs. */

await bundlePrograms();
