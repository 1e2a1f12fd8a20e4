export { cleanLine, isStorable } from './clean.ts';
export { normalEmail } from './email.ts';
export * from './fields.ts';
export { searchKey, type Searchable } from './search-key.ts';
export { parseSearch, type Search } from './search-query.ts';
