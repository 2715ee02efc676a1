import Alert from '@cloudscape-design/components/alert';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../../../src/api/exchange.ts';
import { api } from '../../data/client.ts';
import { sessionKey } from '../../data/session.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { NotSignedIn } from './not-signed-in.tsx';

/** What came back from a sign-in that another tab had begun, and took over. */
const elsewhere = '#elsewhere';

export function SignInPage() {
  return globalThis.location.hash === elsewhere ? <SignedInElsewhere /> : <SignInByCode />;
}

function SignedInElsewhere() {
  usePage('Signed in');
  return (
    <main style={{ maxInlineSize: 560, margin: '12vh auto', padding: 16 }}>
      <Alert type="success" header="You are signed in, in the tab where you were">
        It goes on as you left it. This tab can be closed.
      </Alert>
    </main>
  );
}

/** Where the link of the terminal leads: its code stands behind the `#`, is used up here, and leaves the address. */
function SignInByCode() {
  usePage('Sign in');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [failure, setFailure] = useState<Failure>();
  const begun = useRef(false);
  useEffect(() => {
    // A code works once, and effects may run twice.
    if (begun.current) return;
    begun.current = true;
    const code = new URLSearchParams(globalThis.location.hash.slice(1)).get('code') ?? '';
    globalThis.history.replaceState(null, '', '/sign-in');
    const signIn = async (): Promise<void> => {
      const result = await api.signIn(code);
      // An old link does no harm to who is signed in already.
      const me = await api.getMe();
      if (!me.ok) return setFailure(result.ok ? me.failure : result.failure);
      queryClient.setQueryData(sessionKey, me.value);
      await navigate({ to: '/', replace: true });
    };
    signIn().catch((error: unknown) => setFailure({ kind: 'not-understood', message: String(error) }));
  }, [navigate, queryClient]);
  if (failure === undefined) return <PagePending />;
  const isInvalid = failure.kind === 'problem' && failure.problem.status === 422;
  return (
    <NotSignedIn>
      <Alert type="error" header="This link does not sign you in">
        {isInvalid && 'The link is not whole: copy it to its end.'}
        {!isInvalid && (failure.kind === 'problem' ? failure.problem.detail : failure.message)}
      </Alert>
    </NotSignedIn>
  );
}
