import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

const command = './breakwater open';

/** Says how one gets in. `children`: what went wrong before. */
export function NotSignedIn({ children }: { readonly children?: ReactNode }) {
  return (
    <main style={{ maxInlineSize: 560, margin: '12vh auto', padding: 16 }}>
      <Container header={<Header variant="h1">Breakwater</Header>}>
        <SpaceBetween size="m">
          {children}
          <Box>You are not signed in. On the machine where the server runs, type:</Box>
          <CopyToClipboard
            variant="inline"
            copyButtonAriaLabel="Copy the command"
            textToCopy={command}
            textToDisplay={command}
            copySuccessText="Copied"
            copyErrorText="Not copied"
          />
          <Box color="text-body-secondary">
            It opens this console signed in. <Box variant="code">npm start</Box> prints such a link, too. A link works
            once, for ten minutes.
          </Box>
        </SpaceBetween>
      </Container>
    </main>
  );
}
