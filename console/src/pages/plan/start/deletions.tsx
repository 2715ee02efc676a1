import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import type { InstanceDeletion } from '../../../../../src/domain/model/start-check.ts';
import { countOf } from '../../../components/count.ts';
import { WholeIds } from '../../../components/whole-ids.tsx';

interface Props {
  readonly deletions: readonly Deletion[];
  readonly accepted: readonly string[];
  readonly onAccept: (accepted: readonly string[]) => void;
}

/** Of one that only a refusal has named, no more than that. */
export type Deletion = InstanceDeletion | { readonly recoveryInstanceId: string; readonly isLive: true };

/** DRS deletes the instance that a server was launched into before. Live ones are accepted one by one. */
export function Deletions({ deletions, accepted, onAccept }: Props) {
  const live = deletions.filter(({ isLive }) => isLive);
  const drills = deletions.filter(({ isLive }) => !isLive);
  const accept = (instanceId: string, isAccepted: boolean): void =>
    onAccept(isAccepted ? [...accepted, instanceId] : accepted.filter((each) => each !== instanceId));
  return (
    <>
      {live.length > 0 && (
        <Alert type="error" header={`DRS would delete ${countOf(live.length, 'LIVE instance')}`}>
          <p>
            A launch deletes the instance that its server was launched into before. These are no drill's, or were there
            before. Accept each:
          </p>
          {live.map((deletion) => (
            <Checkbox
              key={deletion.recoveryInstanceId}
              checked={accepted.includes(deletion.recoveryInstanceId)}
              onChange={({ detail }) => accept(deletion.recoveryInstanceId, detail.checked)}
            >
              <WholeIds text={nameOf(deletion)} /> may be deleted
            </Checkbox>
          ))}
        </Alert>
      )}
      {drills.length > 0 && (
        <ExpandableSection
          defaultExpanded={drills.length <= 5}
          headerText={`DRS would delete ${countOf(drills.length, 'instance')} of earlier drills`}
        >
          <ul>
            {drills.map((deletion) => (
              <li key={deletion.recoveryInstanceId}>
                <WholeIds text={nameOf(deletion)} />
              </li>
            ))}
          </ul>
        </ExpandableSection>
      )}
    </>
  );
}

const nameOf = (deletion: Deletion): string => {
  if (!('serverName' in deletion)) return deletion.recoveryInstanceId;
  const { recoveryInstanceId, serverName, accountId, region, instanceState, isExisting } = deletion;
  return `${recoveryInstanceId}${isExisting ? ', an existing instance,' : ''} of ${serverName} (${accountId} ${region}), ${instanceState === undefined ? 'EC2 does not say whether it is still there' : `${instanceState} in EC2`}`;
};
