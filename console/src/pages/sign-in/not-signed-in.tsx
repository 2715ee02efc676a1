import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { takeAnswers } from '../../data/hand-over.ts';
import { usePrintedCommand } from '../../data/printed-command.ts';
import { afterFailure } from '../../data/query-client.ts';
import { sessionKey } from '../../data/session.ts';
import { hostedSignIn } from '../../data/sign-in.ts';
import { PagePending } from '../../shell/page-pending.tsx';

interface Props {
  /** There is a page below that must not be left: the sign-in opens a tab of its own. */
  readonly isPageKept?: boolean;
  /** What went wrong before. */
  readonly children?: ReactNode;
}

/** Says how one gets in. */
export function NotSignedIn({ isPageKept = false, children }: Props) {
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
          {isHosted.data !== true ? <OwnServer /> : isPageKept ? <HostedSignInLink /> : <HostedSignInButton />}
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

/** The answer comes back in the tab that the link opens, and is handed over to this one. */
function HostedSignInLink() {
  const queryClient = useQueryClient();
  const { data: address, error } = useQuery({
    queryKey: ['hosted-sign-in', 'begun'],
    queryFn: () => hostedSignIn.begin('/'),
    staleTime: Infinity,
    gcTime: 0,
    refetchInterval: afterFailure,
  });
  useEffect(
    () => takeAnswers(() => void queryClient.invalidateQueries({ queryKey: sessionKey }).catch(() => undefined)),
    [queryClient],
  );
  return (
    <SpaceBetween size="m">
      <Box>You are not signed in.</Box>
      {error !== null && <FailureAlert what="The sign-in" error={error} />}
      {address !== undefined && (
        <Button variant="primary" href={address} target="_blank" iconName="external" iconAlign="right">
          Sign in
        </Button>
      )}
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
