import Alert from '@cloudscape-design/components/alert';
import type { ExtendedServer } from '../../../../src/domain/model/staging.ts';
import { countOf } from '../../components/count.ts';

/** What became of each server, in AWS's words where it failed. */
export function ExtendResults({ servers }: { readonly servers: readonly ExtendedServer[] }) {
  if (servers.length === 0) return null;
  const failed = servers.flatMap((server) => (server.result === 'FAILED' ? [server] : []));
  const done = servers.length - failed.length;
  return (
    <Alert
      type={failed.length === 0 ? 'success' : 'error'}
      header={`${countOf(done, 'server')} extended${failed.length === 0 ? '' : `, ${failed.length} failed`}`}
    >
      {failed.length === 0 ? (
        'They are source servers of this account now, and can be put in its protection groups.'
      ) : (
        <ul>
          {failed.map(({ arn, message }) => (
            <li key={arn}>
              {arn}: {message}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
