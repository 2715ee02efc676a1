import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { countOf } from '../../components/count.ts';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { answerOf, api } from '../../data/client.ts';

/** Asks DRS in each Region when somebody wants to know. */
export function AccountCheck({ accountId }: { readonly accountId: string }) {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['account-check', accountId],
    queryFn: async () => answerOf(await api.checkAccount(accountId)),
    enabled: false,
  });
  return (
    <>
      {error !== null && <FailureAlert what="The check" error={error} />}
      {data?.regions.map(({ region, works, sourceServerCount = 0, problem }) => (
        <div key={region}>
          <StatusIndicator type={works ? 'success' : 'error'}>
            {region}: {works ? countOf(sourceServerCount, 'server') : problem}
          </StatusIndicator>
        </div>
      ))}
      <Button variant="inline-link" loading={isFetching} onClick={() => void refetch()}>
        {data === undefined ? 'Check' : 'Check again'}
      </Button>
    </>
  );
}
