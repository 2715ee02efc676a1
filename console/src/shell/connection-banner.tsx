import Alert from '@cloudscape-design/components/alert';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../data/client.ts';
import { connection } from '../data/connection.ts';
import { useStore } from '../data/store.ts';

const askAgainMilliseconds = 1000;

/** Shown from the first request without an answer to the next one with; then everything on the page is read anew. */
export function ConnectionBanner() {
  const state = useStore(connection);
  const queryClient = useQueryClient();
  useQuery({
    queryKey: ['health'],
    queryFn: () => api.health(),
    enabled: state !== 'connected',
    refetchInterval: askAgainMilliseconds,
  });
  useEffect(() => {
    if (state === 'connected') queryClient.invalidateQueries().catch(() => undefined);
  }, [state, queryClient]);
  if (state === 'connected') return null;
  if (state === 'sign-in lost') {
    return (
      <Alert type="warning" header="The sign-in does not answer">
        It gave no next token, so nothing can be asked of the server. What you see is what it last said, and what runs
        goes on; this page asks again every second.
      </Alert>
    );
  }
  return (
    <Alert type="warning" header="The server does not answer">
      What you see is what it last said. What runs goes on in AWS, and is taken up when the server is back; this page
      asks again every second.
    </Alert>
  );
}
