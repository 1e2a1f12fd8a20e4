import { readdirSync, readFileSync } from 'node:fs';
import { TestFederation } from './federation.ts';

const fixtures = new URL('../fixtures/', import.meta.url);

/** The subgraphs in one folder of fixtures. */
export function loadFixture(name: string): TestFederation {
  const folder = new URL(`${name}/`, fixtures);
  return new TestFederation(
    readdirSync(folder).map((file) => ({
      name: file.replace('.graphql', ''),
      sdl: readFileSync(new URL(file, folder), 'utf8'),
    })),
  );
}
