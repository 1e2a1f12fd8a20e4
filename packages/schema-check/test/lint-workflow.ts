import { text } from 'node:stream/consumers';
import process from 'node:process';
import {
  NoOperationTraceWriter,
  convertWorkflowTemplate,
  parseWorkflow,
} from '@actions/workflow-parser';

/**
 * Reads a workflow from standard input and prints, as JSON, the faults that GitHub's own parser finds: unknown keys, wrong
 * types, expressions that do not parse. A process of its own because the parser imports JSON in a way that only tsx loads.
 */
const content = await text(process.stdin);
const { context, value } = parseWorkflow(
  { name: 'workflow', content },
  new NoOperationTraceWriter(),
);
if (value) await convertWorkflowTemplate(context, value);
process.stdout.write(JSON.stringify(context.errors.getErrors().map(({ message }) => message)));
