import { useQueryClient } from '@tanstack/react-query';
import type { ExtendedServer } from '../../../../src/domain/model/staging.ts';
import { ActionModal } from '../../components/action-modal.tsx';
import { countOf } from '../../components/count.ts';
import { accountsKey, type StagingPlace } from '../../data/accounts.ts';
import { estateKey } from '../../data/catalog.ts';
import { api } from '../../data/client.ts';

interface Props {
  readonly accountId: string;
  readonly place: StagingPlace;
  readonly arns: readonly string[];
  readonly nameOf: (arn: string) => string;
  readonly onDone: (servers: readonly ExtendedServer[]) => void;
  readonly onClose: () => void;
}

/** Names the servers before they are extended. */
export function ExtendModal({ accountId, place, arns, nameOf, onDone, onClose }: Props) {
  const queryClient = useQueryClient();
  return (
    <ActionModal
      title={`Extend ${countOf(arns.length, 'server')} into ${accountId}`}
      verb={`Extend ${countOf(arns.length, 'server')}`}
      run={() => api.extendServers(accountId, { region: place.region, arns })}
      onDone={({ servers }) => {
        queryClient.invalidateQueries({ queryKey: accountsKey }).catch(() => undefined);
        queryClient.invalidateQueries({ queryKey: estateKey }).catch(() => undefined);
        onDone(servers);
      }}
      onDismiss={onClose}
    >
      <p>
        They go on replicating in {place.stagingAccountId}, and are recovered in {accountId}. Each server by itself:
        what fails can be sent again.
      </p>
      <ul>
        {arns.map((arn) => (
          <li key={arn}>{nameOf(arn)}</li>
        ))}
      </ul>
    </ActionModal>
  );
}
