import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';

interface Props {
  readonly group: ProtectionGroup;
  readonly onApply: () => void;
  readonly onDismiss: () => void;
}

/** Says what will be changed in AWS before it is. */
export function ApplyModal({ group, onApply, onDismiss }: Props) {
  return (
    <Modal
      visible
      header={`Apply the launch settings of ${group.groupName}`}
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
              Back
            </Button>
            <Button variant="primary" onClick={onApply}>
              Apply to AWS
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        <div>
          For each server of the group in {group.accountId} <span className="unbroken">{group.region}</span> that
          differs: its DRS launch configuration first, then a new version of its EC2 launch template. What is so already
          is left alone.
        </div>
        <div>
          Nothing is launched, and no running instance is touched: the settings count from the next launch on. Every
          start applies them, too, before each wave.
        </div>
      </SpaceBetween>
    </Modal>
  );
}
