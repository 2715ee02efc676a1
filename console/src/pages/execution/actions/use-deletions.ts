import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Failure } from '../../../../../src/api/exchange.ts';
import type { ExecutionView, ServerView } from '../../../../../src/domain/model/execution-view.ts';
import { startCheckQuery } from '../../../data/start-check.ts';
import type { Deletion } from '../../plan/start/deletion-list.tsx';
import { whatIsUnknown } from './what-is-unknown.ts';

/**
 * Which instances DRS would delete if these servers of an execution were launched once more. The check of its plan knows
 * those of the servers that the plan still has; of any other it says that they are not known, and a refusal names the
 * live ones.
 */
export function useDeletions(execution: ExecutionView, servers: readonly ServerView[]) {
  const { data, error, isFetching, refetch } = useQuery(
    startCheckQuery(execution.planId, execution.planVersion, { executionType: execution.executionType }),
  );
  const [refused, setRefused] = useState<readonly string[]>([]);
  const ids = new Set(servers.map(({ sourceServerId }) => sourceServerId));
  const found = (data?.deletions ?? []).filter(({ sourceServerId }) => ids.has(sourceServerId));
  const known = new Set(found.map(({ recoveryInstanceId }) => recoveryInstanceId));
  const deletions: readonly Deletion[] = [
    ...found,
    ...refused
      .filter((recoveryInstanceId) => !known.has(recoveryInstanceId))
      .map((recoveryInstanceId) => ({ recoveryInstanceId, isLive: true as const })),
  ];
  return {
    deletions,
    live: deletions.filter(({ isLive }) => isLive),
    isLooking: isFetching,
    error,
    notKnown: data === undefined ? [] : whatIsUnknown(data, servers),
    /** What else could not be checked. */
    unknown: (data?.unknown ?? []).filter(({ code }) => code !== 'CHECK_NOT_POSSIBLE'),
    onFailure: (failure: Failure): void => {
      setRefused((before) => [...new Set([...before, ...liveInstancesOf(failure)])]);
      refetch().catch(() => undefined);
    },
  };
}

const liveInstancesOf = (failure: Failure): readonly string[] =>
  failure.kind === 'problem'
    ? (failure.problem.refusals ?? [])
        .filter(({ code }) => code === 'LIVE_INSTANCE')
        .flatMap(({ subjects }) => subjects)
    : [];
