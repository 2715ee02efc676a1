import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import { useQuery } from '@tanstack/react-query';
import { groupsQuery, plansQuery } from '../data/catalog.ts';
import { executionsQuery } from '../data/executions.ts';
import { useBesideThePage } from './beside-the-page.tsx';

/** What to do next where nothing runs: it depends on what there is already. */
export function FirstDrillHint() {
  const { sample } = useBesideThePage();
  const { data: groups } = useQuery(groupsQuery);
  const { data: plans } = useQuery(plansQuery);
  const { data: runs } = useQuery(executionsQuery);
  if (groups === undefined || plans === undefined || runs === undefined) return null;
  const [plan, ...others] = plans;
  return (
    <Box color="text-body-secondary">
      {plan !== undefined ? (
        <>
          {runs.items.length === 0
            ? 'A drill shows whether a plan works: start one'
            : 'A drill or a recovery is started'}{' '}
          from the page of{' '}
          {others.length === 0 ? (
            <Link href={`/recovery-plans/${plan.planId}`}>{plan.planName}</Link>
          ) : (
            <Link href="/recovery-plans">a recovery plan</Link>
          )}
        </>
      ) : groups.length > 0 ? (
        <>
          Make <Link href="/recovery-plans/new">a recovery plan</Link> over your protection groups; drill it from its
          page.
        </>
      ) : (
        <>
          Make <Link href="/protection-groups/new">a protection group</Link> of servers that belong together, then{' '}
          <Link href="/recovery-plans/new">a recovery plan</Link> over it; drill it from its page. {sample}
        </>
      )}
    </Box>
  );
}
