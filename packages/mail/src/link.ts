/** The address of a page of the shop with the token of a mail. */
export function mailLink(base: string, page: string, token: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${page}`;
  url.searchParams.set('token', token);
  return url.href;
}
