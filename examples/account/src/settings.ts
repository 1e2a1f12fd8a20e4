function meta(name: string): string {
  const element = document.querySelector(`meta[name="${name}"]`);
  return element?.getAttribute('content') ?? '';
}

/** What the server that hands the page out tells it. */
export const settings = {
  /** URL of the GraphQL endpoint. */
  endpoint: meta('graphql-endpoint'),
  /** The store that this shop is; anonymous requests name it. */
  store: meta('store'),
};
