import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { TargetAccount } from '../../../../src/domain/model/account.ts';
import { Breakable } from '../../components/breakable.tsx';
import { Regions } from '../../components/regions.tsx';
import { Saved } from '../../components/saved.tsx';

export function AccountSummary({ account }: { readonly account: TargetAccount }) {
  const { accountId, roleArn, externalId, regions, stagingAccountIds = [], version } = account;
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        minColumnWidth={180}
        items={[
          { label: 'Account', value: accountId },
          {
            label: 'Reached by',
            value: (
              <>
                {roleArn === undefined ? "the server's own credentials" : <Breakable text={roleArn} />}
                {externalId !== undefined && <div>with an external id</div>}
              </>
            ),
          },
          { label: 'Regions', value: <Regions regions={regions} /> },
          { label: 'Staging accounts', value: stagingAccountIds.join(', ') || 'none' },
          { label: `Version ${version}`, value: <Saved {...account} /> },
        ]}
      />
    </Container>
  );
}
