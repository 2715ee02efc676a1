import Alert from '@cloudscape-design/components/alert';
import { useQuery } from '@tanstack/react-query';
import { tagSyncFailuresQuery } from '../../data/tag-sync.ts';

/** Where tags could not be copied, in the words of AWS. */
export function TagSyncFailures() {
  const { data = [] } = useQuery(tagSyncFailuresQuery);
  if (data.length === 0) return null;
  return (
    <Alert type="error" header="Tags were not copied to all servers">
      <ul>
        {data.map(({ accountId, region, sourceServerId, serverName, message }) => (
          <li key={`${accountId} ${region} ${sourceServerId}`}>
            {serverName}: {message}
          </li>
        ))}
      </ul>
      Mend what AWS says, and copy again: what is done already is left alone.
    </Alert>
  );
}
