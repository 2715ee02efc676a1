import Button from '@cloudscape-design/components/button';
import { useQuery } from '@tanstack/react-query';
import { countOf } from '../../components/count.ts';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { Indicator } from '../../components/indicator.tsx';
import { answerOf, api } from '../../data/client.ts';

/** What could not be checked is not wrong. */
const types = { OK: 'success', FAILED: 'error', UNKNOWN: 'warning' } as const;

/** Asks AWS in each Region when somebody wants to know. */
export function AccountCheck({ accountId }: { readonly accountId: string }) {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['account-check', accountId],
    queryFn: async () => answerOf(await api.checkAccount(accountId)),
    enabled: false,
  });
  return (
    <>
      {error !== null && <FailureAlert what="The check" error={error} />}
      {data?.regions.map(({ region, result, sourceServerCount = 0, checks }) => (
        <div key={region}>
          <Indicator type={types[result]}>
            {region}: {result === 'OK' ? countOf(sourceServerCount, 'server') : result}
          </Indicator>
          {checks
            .filter((each) => each.result !== 'OK')
            .map(({ check, roleArn, message, remedy }) => (
              <div key={`${roleArn} ${check}`}>
                {check}
                {roleArn !== undefined && ` (${roleArn})`}: {message} {remedy}
              </div>
            ))}
        </div>
      ))}
      <Button variant="inline-link" loading={isFetching} onClick={() => void refetch()}>
        {data === undefined ? 'Check' : 'Check again'}
      </Button>
    </>
  );
}
