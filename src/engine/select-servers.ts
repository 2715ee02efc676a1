import type { ProtectionGroup } from '../domain/model/protection-group.ts';
import type { Outcome } from '../ports/aws-failure.ts';
import type { RecoveryService, SourceServer } from '../ports/recovery-service.ts';

type Selecting = Pick<ProtectionGroup, 'accountId' | 'region' | 'selection'>;

/** The source servers that a group selects in DRS at this moment. */
export const selectServers = async (
  recovery: RecoveryService,
  { accountId, region, selection }: Selecting,
): Promise<Outcome<readonly SourceServer[]>> => {
  const scope = { accountId, region };
  if ('sourceServerIds' in selection) return recovery.describeSourceServers(scope, selection.sourceServerIds);
  const answer = await recovery.describeSourceServers(scope);
  if (!answer.ok) return answer;
  const wanted = Object.entries(selection.tags);
  return { ok: true, value: answer.value.filter(({ tags }) => wanted.every(([key, value]) => tags[key] === value)) };
};
