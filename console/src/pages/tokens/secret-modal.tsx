import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { CreatedToken } from './create-token-modal.tsx';

/** The only sight of a token's secret there ever is. */
export function SecretModal({ created, onClose }: { readonly created: CreatedToken; readonly onClose: () => void }) {
  const { token, secret } = created;
  return (
    <Modal
      visible
      header={`The token ${token.tokenName} is created`}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            I have kept it
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning" header="Shown once">
          Copy it now: Breakwater keeps only its hash, and nobody can show it again. Whoever has it acts as{' '}
          {token.tokenName} with the role {token.role}.
        </Alert>
        <CopyToClipboard
          variant="inline"
          textToCopy={secret}
          copyButtonAriaLabel="Copy the token"
          copySuccessText="Copied"
          copyErrorText="It could not be copied: mark it, and copy it by hand"
        />
        <div>
          On the command line: <Box variant="code">BREAKWATER_TOKEN</Box>; for programs: the header{' '}
          <Box variant="code">Authorization: Bearer …</Box>
        </div>
      </SpaceBetween>
    </Modal>
  );
}
