/**
 * One copy of graphql-js. Node and @apollo's packages load its CommonJS build, but bundlers and test runners prefer the
 * other one, and a schema made by one is refused by the functions of the other. Naming the file leaves no choice.
 */
export * from 'graphql/index.js';
