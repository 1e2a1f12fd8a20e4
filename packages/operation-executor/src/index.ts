export { compileOperation, type CompiledOperation } from './operation.ts';
