export { cleanLine, isStorable } from './clean.ts';
export { normalEmail } from './email.ts';
export * from './fields.ts';
