import { tagsAt } from '../../world/cell.ts';
import { estateTags, type Server, serverArn } from '../../world/server.ts';
import { drsOperation } from './operation.ts';
import { drsPage, drsPages, forwards } from './paging.ts';
import { listExtensibleSourceServersRequest } from './shapes.ts';
import { stagingCell } from './staging-cell.ts';

/** Those of the staging account that are neither extended into this account yet nor an extension themselves. */
export const listExtensibleSourceServers = drsOperation({
  name: 'ListExtensibleSourceServers',
  input: listExtensibleSourceServersRequest,
  run(context, input) {
    const { cell, asOf } = context;
    const staging = stagingCell(context, input.stagingAccountID);
    const extended = new Set(cell.serverList.map(({ spec }) => spec.stagingSourceServerArn));
    const isExtensible = (server: Server): boolean =>
      server.spec.stagingSourceServerArn === undefined && !extended.has(serverArn(server));
    return drsPage<Server>(
      input,
      {
        operation: 'ListExtensibleSourceServers',
        filters: { stagingAccountID: input.stagingAccountID },
        limits: drsPages.extensibleServers,
        position: (server) => server.position,
        from: (position) => [...forwards(staging.serverList, position)].filter(isExtensible),
      },
      (server) => ({
        hostname: server.spec.hostname,
        arn: serverArn(server),
        tags: tagsAt(staging, serverArn(server), estateTags(server), asOf),
      }),
    );
  },
});
