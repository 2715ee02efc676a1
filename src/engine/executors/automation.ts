/** SSM Automation: started once under its token, looked at until it has ended. */
import type { ActivityAnswer } from '../../domain/model/activity.ts';
import { scopeKey } from '../../domain/model/scope.ts';
import type { ActivityExecutor } from '../../ports/activity-executor.ts';
import type { AutomationRun, AutomationService } from '../../ports/automation-service.ts';
import { actionOf, answerOfFailure, answerOfLook, clipped, noPlace, placeOf } from './aws-answers.ts';
import { notKnownYet, parametersOf } from './parameters.ts';

const succeeded: ReadonlySet<string> = new Set(['Success', 'CompletedWithSuccess']);
const failed: ReadonlySet<string> = new Set([
  'Cancelled',
  'ChangeCalendarOverrideRejected',
  'CompletedWithFailure',
  'Exited',
  'Failed',
  'Rejected',
  'TimedOut',
]);

export const createAutomationExecutor = (automation: AutomationService): ActivityExecutor => ({
  async start(_activity, context) {
    const action = actionOf(context, 'SSM_AUTOMATION');
    const scope = placeOf(context, action);
    if (scope === undefined) return noPlace;
    const { documentName, documentVersion } = action;
    const parameters = parametersOf(action.parameters, context);
    if (parameters.kind === 'missing') return notKnownYet(parameters);
    const answer = await automation.startAutomation(scope, {
      documentName,
      ...(documentVersion === undefined ? {} : { documentVersion }),
      parameters: parameters.values,
      token: context.token,
    });
    if (!answer.ok) return answerOfFailure(answer.failure);
    const { automationId } = answer.value;
    return { kind: 'running', reference: automationId, message: `${automationId} in ${scopeKey(scope)} has begun` };
  },
  async look({ reference }, context) {
    const scope = placeOf(context, actionOf(context, 'SSM_AUTOMATION'));
    if (scope === undefined || reference === undefined) return noPlace;
    const answer = await automation.describeAutomation(scope, reference);
    return answer.ok ? answerOf(answer.value, reference) : answerOfLook(answer.failure);
  },
});

/** A status that nobody has heard of means: not done yet. */
const answerOf = ({ status, failureMessage, output }: AutomationRun, reference: string): ActivityAnswer => {
  const words = failureMessage === undefined ? '' : `: ${failureMessage}`;
  const message = `${reference} is ${status}${words}`;
  const told = output === undefined ? {} : { output: clipped(output) };
  if (succeeded.has(status)) return { kind: 'succeeded', message, ...told };
  return failed.has(status) ? { kind: 'failed', message, ...told } : { kind: 'running', message };
};
