import type { InstanceDeletion } from '../../../../../src/domain/model/start-check.ts';
import { countOf } from '../../../components/count.ts';
import { ScrollBox } from '../../../components/scroll-box.tsx';
import { WholeIds } from '../../../components/whole-ids.tsx';
import { byName } from '../../../data/by-name.ts';

/** Of one that only a refusal has named, no more than that. */
export type Deletion = InstanceDeletion | { readonly recoveryInstanceId: string; readonly isLive: true };

const serverOf = (deletion: Deletion): string => ('serverName' in deletion ? deletion.serverName : '');
const byServer = (a: Deletion, b: Deletion): number => byName.compare(serverOf(a), serverOf(b));

/** Instances by their ids, each with its server, in the order of those. */
export function DeletionList({ deletions }: { readonly deletions: readonly Deletion[] }) {
  return (
    <ScrollBox label={countOf(deletions.length, 'instance')}>
      <ul>
        {deletions.toSorted(byServer).map((deletion) => (
          <li key={deletion.recoveryInstanceId}>
            <WholeIds text={deletionText(deletion)} />
          </li>
        ))}
      </ul>
    </ScrollBox>
  );
}

export const deletionText = (deletion: Deletion): string => {
  if (!('serverName' in deletion)) return deletion.recoveryInstanceId;
  const { recoveryInstanceId, serverName, accountId, region, instanceState, isExisting } = deletion;
  return `${recoveryInstanceId}${isExisting ? ', an existing instance,' : ''} of ${serverName} (${accountId} ${region}), ${instanceState === undefined ? 'EC2 does not say whether it is still there' : `${instanceState} in EC2`}`;
};
