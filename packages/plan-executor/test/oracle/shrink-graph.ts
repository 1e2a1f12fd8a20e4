import { parse, print, type DefinitionNode, type DocumentNode } from 'graphql';
import { TestFederation } from './federation.ts';
import type { SubgraphSource } from './model.ts';

/** Every graph that lacks one subgraph, one definition or one field of this one, the largest losses first. */
function* smaller(sources: readonly SubgraphSource[]): Generator<readonly SubgraphSource[]> {
  for (const source of sources) yield sources.filter((other) => other !== source);
  for (const source of sources)
    for (const document of lessDefinitions(parse(source.sdl, { noLocation: true })))
      yield sources.map((other) =>
        other === source ? { ...source, sdl: print(document) } : other,
      );
}

function* lessDefinitions(document: DocumentNode): Generator<DocumentNode> {
  const { definitions } = document;
  for (const definition of definitions)
    yield { ...document, definitions: definitions.filter((other) => other !== definition) };
  for (const definition of definitions)
    for (const less of lessFields(definition))
      yield {
        ...document,
        definitions: definitions.map((other) => (other === definition ? less : other)),
      };
}

function* lessFields(definition: DefinitionNode): Generator<DefinitionNode> {
  if (!('fields' in definition) || !definition.fields || definition.fields.length < 2) return;
  if (definition.kind === 'InputObjectTypeDefinition') return;
  for (const field of definition.fields)
    yield {
      ...definition,
      fields: definition.fields.filter((other) => other !== field),
    } as DefinitionNode;
}

/** The smallest graph found within a time in which something is still wrong. */
export async function shrinkGraph(
  federation: TestFederation,
  isWrong: (candidate: TestFederation) => Promise<boolean>,
  maxMs = 15_000,
): Promise<TestFederation> {
  const end = performance.now() + maxMs;
  let smallest = federation;
  let found = true;
  while (found) {
    found = false;
    for (const sources of smaller(smallest.sources)) {
      if (performance.now() > end) return smallest;
      const candidate = composed(sources);
      if (!candidate || !(await isWrong(candidate).catch(() => false))) continue;
      smallest = candidate;
      found = true;
      break;
    }
  }
  return smallest;
}

function composed(sources: readonly SubgraphSource[]): TestFederation | undefined {
  try {
    return sources.length > 0 ? new TestFederation(sources) : undefined;
  } catch {
    return undefined;
  }
}
