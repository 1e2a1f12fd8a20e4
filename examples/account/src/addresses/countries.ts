/** Where this shop delivers to; the graph itself takes every country. */
const delivered = [
  ...['AT', 'AU', 'BE', 'BR', 'CA', 'CH', 'CZ', 'DE', 'DK', 'ES', 'FI', 'FR', 'GB', 'GR', 'HU'],
  ...['IE', 'IT', 'JP', 'KR', 'LI', 'LU', 'NL', 'NO', 'NZ', 'PL', 'PT', 'RO', 'SE', 'SI', 'US'],
];

export function countryName(language: string, code: string): string {
  return new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }).of(code) ?? code;
}

/** Countries to choose from, by name; with the one that is chosen already, wherever it is. */
export function countryOptions(language: string, chosen = '') {
  const codes = new Set([...delivered, ...(chosen ? [chosen] : [])]);
  return [...codes]
    .map((value) => ({ value, label: countryName(language, value) }))
    .sort((one, other) => one.label.localeCompare(other.label, language));
}
