import { useQueries } from '@tanstack/react-query';
import type { EstateServer } from '../../../../src/domain/model/estate-view.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { resolvedQuery } from '../../data/estate.ts';

interface GroupServers {
  /** What each group matches in DRS now; nothing yet of one that has not answered. */
  readonly parts: readonly { readonly group: ProtectionGroup; readonly servers: readonly EstateServer[] }[];
  readonly isPending: boolean;
  /** Why one of them is not known. */
  readonly error: Error | null;
}

/** Each look asks AWS: only while somebody wants to see them. */
export function useGroupServers(groups: readonly ProtectionGroup[], isWanted: boolean): GroupServers {
  const answers = useQueries({
    queries: groups.map(({ accountId, region, selection }) => ({
      ...resolvedQuery({ accountId, region, selection }),
      enabled: isWanted,
    })),
  });
  return {
    parts: groups.map((group, index) => ({ group, servers: answers[index]?.data?.servers ?? [] })),
    isPending: answers.some(({ isPending }) => isPending),
    error: answers.find(({ error }) => error !== null)?.error ?? null,
  };
}
