import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { usePrintedCommand } from '../../data/printed-command.ts';
import { hostedSignIn } from '../../data/sign-in.ts';
import { PagePending } from '../../shell/page-pending.tsx';

/** Says how one gets in. `children`: what went wrong before. */
export function NotSignedIn({ children }: { readonly children?: ReactNode }) {
  const isHosted = useQuery({
    queryKey: ['hosted-sign-in'],
    queryFn: () => hostedSignIn.isThere(),
    staleTime: Infinity,
  });
  // What it says depends on the answer, and a wrong word would be read first.
  if (isHosted.isPending) return <PagePending />;
  return (
    <main style={{ maxInlineSize: 560, margin: '12vh auto', padding: 16 }}>
      <Container header={<Header variant="h1">Breakwater</Header>}>
        <SpaceBetween size="m">
          {children}
          {isHosted.data === true ? <HostedSignInButton /> : <OwnServer />}
        </SpaceBetween>
      </Container>
    </main>
  );
}

function OwnServer() {
  const command = usePrintedCommand('open');
  return (
    <SpaceBetween size="m">
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
        It opens this console signed in. <Box variant="code">npm start</Box> prints such a link, too. A link works once,
        for ten minutes.
      </Box>
    </SpaceBetween>
  );
}

function HostedSignInButton() {
  const { pathname, search } = globalThis.location;
  const signIn = async (): Promise<void> =>
    globalThis.location.assign(await hostedSignIn.begin(`${pathname}${search}`));
  return (
    <SpaceBetween size="m">
      <Box>You are not signed in.</Box>
      <Button variant="primary" onClick={() => void signIn()}>
        Sign in
      </Button>
    </SpaceBetween>
  );
}
