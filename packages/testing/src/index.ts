export * from './database.ts';
export * from './statements.ts';
