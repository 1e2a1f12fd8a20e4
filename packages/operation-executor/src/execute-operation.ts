import { locatedError, OperationTypeNode, type ExecutionResult } from 'graphql';
import { executeFields } from './execute-fields.ts';
import { RootFrame } from './frame.ts';
import type { FieldPlan } from './plan.ts';
import type { Run } from './run.ts';

type Data = Record<string, unknown>;
type Answer = ExecutionResult | Promise<ExecutionResult>;

/** Executes the root fields: of a query side by side, of a mutation one after the other. */
export function executeOperation(run: Run, fields: readonly FieldPlan[]): Answer {
  const isSerial = run.source.operation.operation === OperationTypeNode.MUTATION;
  return isSerial && fields.length > 1 ? serially(run, fields) : together(run, fields);
}

function together(run: Run, fields: readonly FieldPlan[]): Answer {
  const data = executeRoot(run, fields);
  return data instanceof Promise ? data.then((late) => answer(run, late)) : answer(run, data);
}

async function serially(run: Run, fields: readonly FieldPlan[]): Promise<ExecutionResult> {
  const all: Data = {};
  for (const field of fields) {
    const data = await executeRoot(run, [field]);
    if (data === null) return answer(run, null);
    Object.assign(all, data);
  }
  return answer(run, all);
}

/** The data of root fields; null when one failed that may not be null. */
function executeRoot(run: Run, fields: readonly FieldPlan[]): Data | null | Promise<Data | null> {
  let settle: (data: Data | null) => void = () => undefined;
  const frame = new RootFrame(
    run,
    () => settle(frame.target),
    (error) => settle(refused(run, error)),
  );
  try {
    executeFields(frame, fields, undefined);
  } catch (error) {
    return refused(run, error);
  }
  if (frame.waiting === 0) return frame.target;
  return new Promise((resolve) => {
    settle = resolve;
  });
}

/** Whatever reaches the root was located on its way. */
function refused(run: Run, error: unknown): null {
  run.note(locatedError(error, undefined), undefined);
  return null;
}

const answer = (run: Run, data: Data | null): ExecutionResult =>
  run.errors.length > 0 ? { errors: run.errors, data } : { data };
