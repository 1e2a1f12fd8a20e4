export { hash, Tape } from './entropy.ts';
export { TestFederation } from './federation.ts';
export { loadFixture } from './fixture.ts';
export { OperationWriter, type Samples } from './operation-writer.ts';
export { agree, outcomeOf, type Outcome } from './outcome.ts';
export { executeByApollo } from './apollo.ts';
export { verdictOf } from './verdict.ts';
