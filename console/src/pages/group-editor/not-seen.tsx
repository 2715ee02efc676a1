import Alert from '@cloudscape-design/components/alert';
import { useQuery } from '@tanstack/react-query';
import { type Scope, scopeKey } from '../../../../src/domain/model/scope.ts';
import { inventoryQuery } from '../../data/estate.ts';

/** Why the servers of an account and Region are not there to be chosen, or are not new. */
export function NotSeen({ scope }: { readonly scope: Scope }) {
  const { data } = useQuery(inventoryQuery);
  if (data === undefined) return null;
  const found = data.scopes.find((each) => scopeKey(each) === scopeKey(scope));
  const place = `${scope.accountId} ${scope.region}`;
  if (found === undefined) {
    return (
      <Alert type="warning" header={`${place} is not registered`}>
        Servers are shown of registered accounts and their Regions.
      </Alert>
    );
  }
  if (found.result === 'NOT_YET') return <Alert type="info" header={`${place} has not been looked at yet`} />;
  if (found.failure === undefined) return null;
  return (
    <Alert type="warning" header={`${place} is not up to date`}>
      {found.failure.message}
    </Alert>
  );
}
