import type { Mirrored } from '../support/mirror.ts';

/** I3, of runbooks: SSM knows a start by its token, so it ran no more of them than tries were claimed. */
export const startedTwice = (executions: readonly Mirrored[], automationCount: number): readonly string[] => {
  const tokens = executions.flatMap(({ history, state }) => {
    const runbooks = new Set(
      state.waves.flatMap(({ activities = [] }) =>
        activities.filter(({ kind }) => kind === 'SSM_AUTOMATION').map(({ activityKey }) => activityKey),
      ),
    );
    return history.flatMap(({ data }) =>
      data.type === 'ActivityClaimed' && runbooks.has(data.activityKey) ? [data.token] : [],
    );
  });
  const tries = new Set(tokens).size;
  return automationCount <= tries ? [] : [`I3: ${automationCount} runbooks ran for ${tries} tries of them`];
};
