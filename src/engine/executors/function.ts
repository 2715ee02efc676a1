/**
 * A Lambda function: called with an id that is the same for every call of one try, and perhaps more than once. It
 * answers at once, or says `{"status": "IN_PROGRESS"}` and is called again.
 */
import { z } from 'zod';
import type { ActivityAnswer } from '../../domain/model/activity.ts';
import { shortened } from '../../domain/names.ts';
import type { ActivityContext, ActivityExecutor } from '../../ports/activity-executor.ts';
import type { FunctionAnswer, FunctionService } from '../../ports/function-service.ts';
import { actionOf, answerOfFailure, clipped, noPlace, placeOf } from './aws-answers.ts';

export const createFunctionExecutor = (functions: FunctionService): ActivityExecutor => {
  const call = async (context: ActivityContext): Promise<ActivityAnswer> => {
    const action = actionOf(context, 'LAMBDA');
    const scope = placeOf(context, action);
    if (scope === undefined) return noPlace;
    const { functionName } = action;
    const answer = await functions.invoke(scope, { functionName, payload: payloadOf(context, action.input) });
    return answer.ok ? answerOf(answer.value) : answerOfFailure(answer.failure);
  };
  return { start: (_activity, context) => call(context), look: (_activity, context) => call(context) };
};

const payloadOf = (context: ActivityContext, input: Readonly<Record<string, string>>): string => {
  const { executionId, executionType, planId, planName, waveNumber, waveName, servers, token } = context;
  return JSON.stringify({
    idempotencyId: token,
    execution: { executionId, executionType, planId, planName },
    wave: { waveNumber, waveName },
    servers: servers.map(({ scope, ...server }) => ({ ...server, ...scope })),
    input,
  });
};

/** A function whose answer has no status has done its work. */
const saidSchema = z.looseObject({ status: z.unknown(), message: z.string().catch('') });
const thrownSchema = z.object({ errorMessage: z.string() });

const answerOf = ({ functionError, payload }: FunctionAnswer): ActivityAnswer => {
  const output = clipped(payload);
  const content = jsonOf(payload);
  if (functionError !== undefined) {
    const thrown = thrownSchema.safeParse(content);
    const words = thrown.success ? thrown.data.errorMessage : payload;
    return { kind: 'failed', message: shortened(`the function failed (${functionError}): ${words}`), output };
  }
  const said = saidSchema.safeParse(content);
  if (!said.success || said.data.status === undefined) {
    return { kind: 'succeeded', message: 'the function has answered', output };
  }
  const { status, message: words } = said.data;
  const message = shortened(
    words === '' ? `the function says ${typeof status === 'string' ? status : payload}` : words,
  );
  switch (status) {
    case 'IN_PROGRESS':
      return { kind: 'running', message };
    case 'SUCCEEDED':
      return { kind: 'succeeded', message, output };
    case 'FAILED':
      return { kind: 'failed', message, output };
    default:
      // "failed", say: what nobody here knows is no success.
      return { kind: 'failed', message: shortened(`the function says an unknown status: ${payload}`), output };
  }
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
