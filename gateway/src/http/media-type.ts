import Negotiator from 'negotiator';

const json = 'application/json; charset=utf-8';
const graphql = 'application/graphql-response+json; charset=utf-8';

/** The media type of a response that the client accepts most; undefined when it accepts none. */
export function mediaTypeFor(accept: string | undefined): string | undefined {
  if (accept === undefined || accept === '' || accept === '*/*') return json;
  return new Negotiator({ headers: { accept } }).mediaType([json, graphql]);
}
