/**
 * SSM Run Command on the wave's launched instances: at most 50 in a command, so a wave may need several. SendCommand
 * knows no token; a repeated start looks for the commands of the first by their comments, and sends those that are missing.
 */

import { limits } from '../../domain/limits.ts';
import type { ActivityAnswer } from '../../domain/model/activity.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import { firstFew, shortened } from '../../domain/names.ts';
import { addSeconds } from '../../domain/time.ts';
import type { ActivityContext, ActivityExecutor } from '../../ports/activity-executor.ts';
import type { AutomationService, CommandInvocation } from '../../ports/automation-service.ts';
import type { Clock } from '../../ports/clock.ts';
import { actionOf, answerOfFailure, answerOfLook, clipped } from './aws-answers.ts';
import { launchedServers } from './check-targets.ts';
import { notKnownYet, parametersOf, whoLacks } from './parameters.ts';

interface Batch {
  readonly scope: Scope;
  readonly instanceIds: readonly string[];
}

export const createCommandExecutor = (automation: AutomationService, clock: Clock): ActivityExecutor => ({
  async start({ tryTime }, context) {
    const missing = whoLacks(context, 'instanceId');
    if (missing !== undefined) return notKnownYet(missing);
    const wanted = batchesOf(context);
    if (wanted.length === 0)
      return { kind: 'failed', message: 'no server of the wave was launched: nothing to run on' };
    const parameters = parametersOf(actionOf(context, 'SSM_COMMAND').parameters, context);
    if (parameters.kind === 'missing') return notKnownYet(parameters);
    const since = addSeconds(tryTime ?? clock.now(), -limits.clockSkewSeconds);
    const commandIds: string[] = [];
    for (const [index, batch] of wanted.entries()) {
      const request = {
        ...batch,
        parameters: parameters.values,
        comment: `breakwater ${context.token} ${index}`,
        since,
      };
      const sent = await sendOnce(automation, context, request);
      if (sent.kind === 'sent') commandIds.push(sent.commandId);
      // What an earlier batch has begun is found again by a repeated start.
      else return commandIds.length === 0 ? sent.answer : unfinished(sent.answer);
    }
    const reference = commandIds.join(',');
    return { kind: 'running', reference, message: `command ${reference} has been sent` };
  },
  async look({ reference = '' }, context) {
    const missing = whoLacks(context, 'instanceId');
    if (missing !== undefined) return notKnownYet(missing);
    const batches = batchesOf(context);
    const seen: CommandInvocation[] = [];
    for (const [index, commandId] of reference.split(',').entries()) {
      const scope = batches[index]?.scope;
      if (scope === undefined) return { kind: 'failed', message: `command ${commandId} is about no server any more` };
      const answer = await automation.describeCommand(scope, commandId);
      if (!answer.ok) return answerOfLook(answer.failure);
      seen.push(...answer.value);
    }
    return answerOf(seen, batches.flatMap(({ instanceIds }) => instanceIds).length);
  },
});

const unfinished = (answer: ActivityAnswer): ActivityAnswer =>
  answer.kind === 'unavailable' ? { ...answer, mayHaveHappened: true } : answer;

interface SendRequest extends Batch {
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly comment: string;
  readonly since: string;
}

type Sent =
  | { readonly kind: 'sent'; readonly commandId: string }
  | { readonly kind: 'not-sent'; readonly answer: ActivityAnswer };

const sendOnce = async (
  automation: AutomationService,
  context: ActivityContext,
  { scope, instanceIds, parameters, comment, since }: SendRequest,
): Promise<Sent> => {
  if (context.isRepeated) {
    const found = await automation.findCommand(scope, { comment, since });
    // Whoever may not look for it does not know whether it runs.
    if (!found.ok) return { kind: 'not-sent', answer: answerOfLook(found.failure) };
    if (found.value.commandId !== undefined) return { kind: 'sent', commandId: found.value.commandId };
  }
  const { documentName, documentVersion } = actionOf(context, 'SSM_COMMAND');
  const sent = await automation.sendCommand(scope, {
    documentName,
    ...(documentVersion === undefined ? {} : { documentVersion }),
    parameters,
    instanceIds,
    comment,
  });
  return sent.ok
    ? { kind: 'sent', commandId: sent.value.commandId }
    : { kind: 'not-sent', answer: answerOfFailure(sent.failure) };
};

/** The same at every call: the servers of a wave have their order, and what was launched is decided. */
const batchesOf = (context: ActivityContext): readonly Batch[] => {
  const launched = launchedServers(context).flatMap(({ scope, instanceId }) =>
    instanceId === undefined ? [] : [{ scope, instanceId }],
  );
  return [...Map.groupBy(launched, ({ scope }) => scopeKey(scope)).values()].flatMap((group) => {
    const [first] = group;
    const ids = group.map(({ instanceId }) => instanceId);
    const count = Math.ceil(ids.length / limits.instancesPerCommand);
    return first === undefined
      ? []
      : Array.from({ length: count }, (_, index) => ({
          scope: first.scope,
          instanceIds: ids.slice(index * limits.instancesPerCommand, (index + 1) * limits.instancesPerCommand),
        }));
  });
};

const ended: ReadonlySet<string> = new Set(['Cancelled', 'Failed', 'Success', 'TimedOut']);

/** SSM lists an instance late: until all are listed and have ended, it runs. */
const answerOf = (seen: readonly CommandInvocation[], wantedCount: number): ActivityAnswer => {
  const over = seen.filter(({ status }) => ended.has(status));
  const wrong = over.filter(({ status }) => status !== 'Success');
  const told = firstFew(
    wrong.map(({ instanceId, statusDetails }) => `${instanceId}: ${statusDetails}`),
    3,
  );
  const count = `${over.length - wrong.length} of ${wantedCount} succeeded`;
  const message = shortened(wrong.length === 0 ? count : `${count}; ${told}`);
  if (over.length < wantedCount) return { kind: 'running', message };
  // What failed comes first: little is kept, and that is what somebody looks for.
  const inTurn = over.toSorted((a, b) => Number(a.status === 'Success') - Number(b.status === 'Success'));
  const outputs = inTurn.flatMap((one) => (one.output === undefined ? [] : [`${one.instanceId}: ${one.output}`]));
  const output = clipped(outputs.join('\n'));
  const words = { message, ...(output === '' ? {} : { output }) };
  return wrong.length === 0 ? { kind: 'succeeded', ...words } : { kind: 'failed', ...words };
};
