import { stagingAccountOf } from '../../world/server.ts';
import { drsOperation } from './operation.ts';
import { drsPage, drsPages, forwards } from './paging.ts';
import { listStagingAccountsRequest } from './shapes.ts';

/** The accounts that the extended source servers of this one replicate into. */
export const listStagingAccounts = drsOperation({
  name: 'ListStagingAccounts',
  route: { method: 'GET', path: '/ListStagingAccounts' },
  input: listStagingAccountsRequest,
  run({ cell }, input) {
    const accountIds = [...new Set(cell.serverList.flatMap((server) => stagingAccountOf(server) ?? []))].toSorted();
    return drsPage<string>(
      input,
      {
        operation: 'ListStagingAccounts',
        filters: {},
        limits: drsPages.stagingAccounts,
        position: (accountId) => accountIds.indexOf(accountId),
        from: (position) => forwards(accountIds, position),
      },
      (accountID) => ({ accountID }),
      'accounts',
    );
  },
});
