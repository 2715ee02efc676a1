import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { countOf } from '../../../components/count.ts';
import { WholeIds } from '../../../components/whole-ids.tsx';
import { type Deletion, DeletionList, deletionText } from './deletion-list.tsx';

interface Props {
  readonly deletions: readonly Deletion[];
  readonly accepted: readonly string[];
  readonly onAccept: (accepted: readonly string[]) => void;
}

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
              <WholeIds text={`${deletionText(deletion)}${'serverName' in deletion ? ',' : ''} may be deleted`} />
            </Checkbox>
          ))}
        </Alert>
      )}
      {drills.length > 0 && (
        <ExpandableSection
          defaultExpanded
          headerText={`DRS would delete ${countOf(drills.length, 'instance')} of earlier drills`}
        >
          <DeletionList deletions={drills} />
        </ExpandableSection>
      )}
    </>
  );
}
