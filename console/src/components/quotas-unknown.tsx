import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ScopeCapacity } from '../../../src/domain/model/capacity.ts';
import { Breakable } from './breakable.tsx';

/** Where AWS did not tell of its quotas, in its own words: they are long, and often the same for several Regions. */
export function QuotasUnknown({ scopes }: { readonly scopes: readonly ScopeCapacity[] }) {
  const failed = scopes.filter((scope) => scope.result === 'FAILED');
  return (
    <SpaceBetween size="xs">
      {[...Map.groupBy(failed, ({ message }) => message)].map(([message, those]) => (
        <Alert key={message} type="error" header={`Quotas unknown: ${placesText(those)}`}>
          <Breakable text={message} />
        </Alert>
      ))}
    </SpaceBetween>
  );
}

/** "111122223333 us-east-1, eu-west-1". */
const placesText = (scopes: readonly { readonly accountId: string; readonly region: string }[]): string =>
  [...Map.groupBy(scopes, ({ accountId }) => accountId)]
    .map(([accountId, those]) => `${accountId} ${those.map(({ region }) => region).join(', ')}`)
    .join('; ');
