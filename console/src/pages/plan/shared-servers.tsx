import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import { useQuery } from '@tanstack/react-query';
import { countOf } from '../../components/count.ts';
import { Ago } from '../../components/time.tsx';
import { planOverlapsQuery } from '../../data/estate.ts';

const named = 5;

/** Other plans over the same servers: allowed, and worth knowing before both are started. */
export function SharedServers({ planId }: { readonly planId: string }) {
  const { data } = useQuery(planOverlapsQuery(planId));
  if (data === undefined || data.plans.length === 0) return null;
  return (
    <Alert type="info" header="Other plans launch servers of this plan too">
      <ul>
        {data.plans.map((other) => (
          <li key={other.planId}>
            <Link href={`/recovery-plans/${other.planId}`}>{other.planName}</Link>:{' '}
            {countOf(other.serverCount, 'server')}, {other.serverNames.slice(0, named).join(', ')}
            {other.serverCount > named && ' and more'}
          </li>
        ))}
      </ul>
      Whichever starts first holds them; a start of the other is refused meanwhile.{' '}
      {data.observedTime !== undefined && (
        <>
          By the inventory of <Ago instant={data.observedTime} />.
        </>
      )}
    </Alert>
  );
}
