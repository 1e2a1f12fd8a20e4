import { type Token, TokenKind } from '../graphql.ts';
import type { Config } from '../config.ts';
import type { Context, Side } from '../context.ts';
import { type Declaration, declarationsOf, typeNodes } from '../declarations.ts';
import { type Finding, makeFinding } from '../finding.ts';
import type { Subgraph } from '../project.ts';
import { words } from '../text.ts';

/** Every place where a provider's SDL, its descriptions and comments included, names a consumer. */
export function namedConsumers({ project }: Side, { config }: Context): Finding[] {
  const { providers } = config.architecture;
  return project.subgraphs.flatMap((provider) => {
    const rule = providers[provider.name];
    if (!rule) return [];
    const names = consumerNames(provider, project.subgraphs, config);
    const declarations = declarationsOf(provider);
    const found = tokensOf(provider).flatMap((token) =>
      mentions(token, rule.mayNotName, names).map((term) =>
        finding(provider, declarations, token, term),
      ),
    );
    return [...new Map(found.map((each) => [each.id, each])).values()];
  });
}

/** Names that only consumers declare: their types, and the fields they add to types of the provider. */
function consumerNames(provider: Subgraph, all: Subgraph[], config: Config): Set<string> {
  const own = new Set(declarationsOf(provider).map(({ name }) => name));
  const isOwned = (type: string) => config.architecture.owners[type] === provider.name;
  const names = all
    .filter(({ name }) => name !== provider.name)
    .flatMap(declarationsOf)
    .filter(({ kind, type }) => kind === 'type' || (kind === 'field' && isOwned(type.name.value)))
    .map(({ name }) => name);
  return new Set(names.filter((name) => !own.has(name)));
}

function tokensOf({ document }: Subgraph): Token[] {
  const tokens: Token[] = [];
  for (let token = document?.loc?.startToken ?? null; token; token = token.next) tokens.push(token);
  return tokens;
}

function mentions(token: Token, terms: string[], names: Set<string>): string[] {
  const text = token.value ?? '';
  const isName = token.kind === TokenKind.NAME;
  if (isName && names.has(text)) return [text];
  if (!isName && !proseKinds.has(token.kind)) return [];
  const said = new Set(words(text).flatMap(singulars));
  const quoted = isName
    ? []
    : (text.match(/\w+/g) ?? []).filter((word) => words(word).length > 1 && names.has(word));
  return [
    ...terms.filter((term) => singulars(term.toLowerCase()).some((one) => said.has(one))),
    ...quoted,
  ];
}

const proseKinds = new Set<string>([TokenKind.STRING, TokenKind.BLOCK_STRING, TokenKind.COMMENT]);

/** A word and what it may be the plural of. */
const singulars = (word: string): string[] => [
  word,
  ...(word.endsWith('s') ? [word.slice(0, -1)] : []),
  ...(word.endsWith('es') ? [word.slice(0, -2)] : []),
  ...(word.endsWith('ies') ? [`${word.slice(0, -3)}y`] : []),
];

function finding(provider: Subgraph, all: Declaration[], token: Token, term: string): Finding {
  const at = enclosing(all, token) ?? (typeNodes(provider.document).length > 0 ? 'document' : '');
  const place = {
    file: provider.file,
    line: token.line,
    column: token.column,
    at: 'head' as const,
  };
  const message = `${provider.name} names «${term}», which belongs to a consumer, at ${at}`;
  return makeFinding('provider-names-consumer', `${provider.name}:${at}:${term}`, message, {
    place,
  });
}

/** The smallest declaration around a token; for a comment outside of all, the declaration that follows it. */
function enclosing(all: Declaration[], token: Token): string | undefined {
  const around = all.filter(
    ({ extent }) => extent && extent.start <= token.start && token.end <= extent.end,
  );
  const smallest = around.sort((one, other) => sizeOf(one) - sizeOf(other))[0];
  return (smallest ?? all.find(({ extent }) => extent && extent.start > token.start))?.coordinate;
}

const sizeOf = ({ extent }: Declaration): number => (extent ? extent.end - extent.start : Infinity);
