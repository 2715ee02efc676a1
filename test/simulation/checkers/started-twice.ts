import { clientTokenOf } from '../../../src/adapters/aws/ssm.ts';
import type { Simulator } from '../../../src/simulator/simulator-types.ts';
import type { Mirrored } from '../support/mirror.ts';

export type Runs = ReturnType<Simulator['runs']>;

/**
 * I3, of what actions start elsewhere: one runbook and one command for each batch of servers in a try, functions under
 * one id in a try, and nothing that belongs to no try. SSM knows a runbook by its token, a command by its comment.
 */
export const startedTwice = (
  executions: readonly Mirrored[],
  { automations, commands, functionCalls }: Runs,
): readonly string[] => {
  const tries = triesByToken(executions);
  const tryOfClientToken = new Map([...tries].map(([token, name]) => [clientTokenOf(token), name]));
  const runbooks = automations.map(({ clientToken = '' }) => tryOfClientToken.get(clientToken) ?? noTry);
  const sent = commands.map(({ comment }) => {
    const [, token = '', batch = ''] = comment.split(' ');
    return `${tries.get(token) ?? noTry}, batch ${batch}`;
  });
  const ids = new Set(functionCalls.map(({ payload }) => idempotencyIdOf(payload)));
  const called = [...ids].map((id) => tries.get(id) ?? noTry);
  return [
    ...twice(runbooks).map((name) => `I3: the runbook of ${name} was started twice`),
    ...twice(sent).map((name) => `I3: the command of ${name} was sent twice`),
    ...twice(called).map((name) => `I3: the function of ${name} was called under two ids`),
    ...[...runbooks, ...sent, ...called].filter((name) => name.startsWith(noTry)).map((name) => `I3: ${name} was run`),
  ];
};

const noTry = 'what no record names';

const twice = (names: readonly string[]): readonly string[] =>
  names.filter((name, index) => names.indexOf(name) !== index);

const idempotencyIdOf = (payload: string): string => {
  const { idempotencyId }: { idempotencyId: string } = JSON.parse(payload);
  return idempotencyId;
};

/** A try begins with the first claim after the end of the one before, whatever token each of its claims carries. */
const triesByToken = (executions: readonly Mirrored[]): ReadonlyMap<string, string> => {
  const tries = new Map<string, string>();
  for (const { executionId, history } of executions) {
    const ended = new Map<string, number>();
    const retries = new Map<number, number>();
    for (const { data } of history) {
      if (data.type === 'WaveRetried') retries.set(data.waveNumber, (retries.get(data.waveNumber) ?? 0) + 1);
      if (data.type === 'ActivityEnded') ended.set(data.activityKey, (ended.get(data.activityKey) ?? 0) + 1);
      if (data.type !== 'ActivityClaimed') continue;
      const { activityKey, waveNumber, token } = data;
      const number = `${ended.get(activityKey) ?? 0}-${retries.get(waveNumber) ?? 0}`;
      tries.set(token, `${executionId} ${activityKey}, try ${number}`);
    }
  }
  return tries;
};
