import { subgraphs } from '../../../gateway/subgraphs.ts';
import { StartError } from './start-error.ts';

/** Every module of the graph, in the order of the gateway's registry. */
export const allModules: readonly string[] = subgraphs.map(({ name }) => name);

/** The module that all others refer to. */
const core = 'customers';

/** The modules besides it that the registry declares to hold personal data. */
export const personalDataModules: readonly string[] = subgraphs
  .filter(({ name, holdsPersonalData }) => name !== core && holdsPersonalData)
  .map(({ name }) => name);

/** Puts the wanted modules into the registry's order. @throws StartError */
export function chooseModules(wanted: readonly string[]): string[] {
  const unknown = wanted.filter((name) => !allModules.includes(name));
  if (unknown.length > 0) {
    const known = allModules.join(', ');
    throw new StartError(`MODULES: there is no module ${unknown.join(', ')}; there are ${known}.`);
  }
  if (!wanted.includes(core))
    throw new StartError(`MODULES: ${core} is always needed, the others refer to it.`);
  return allModules.filter((name) => wanted.includes(name));
}

/** The ports of all modules: those given, and for others the ones that follow the gateway's. */
export function modulePorts(
  gateway: number,
  given: Readonly<Record<string, number>>,
): Record<string, number> {
  const entries = allModules.map((name, index): [string, number] => [
    name,
    given[name] ?? gateway + 1 + index,
  ]);
  return Object.fromEntries(entries);
}
