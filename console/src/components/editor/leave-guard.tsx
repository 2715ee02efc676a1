import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useBlocker } from '@tanstack/react-router';

/** Asks before what was typed and not saved is left behind, here or by closing the tab. */
export function LeaveGuard({ isChanged }: { readonly isChanged: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isChanged,
    enableBeforeUnload: () => isChanged,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Modal
      visible
      header="Leave without saving?"
      onDismiss={reset}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={proceed}>
              Leave, and lose the changes
            </Button>
            <Button variant="primary" onClick={reset}>
              Stay
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      What was changed here is not saved yet.
    </Modal>
  );
}
