import { type Server, stagingAccountOf } from '../../world/server.ts';
import { drsOperation } from './operation.ts';
import { drsPage, drsPages, forwards } from './paging.ts';
import { describeSourceServersRequest } from './shapes.ts';
import { sourceServerView } from './source-server-view.ts';

/** In order of creation. Unknown ids are simply not in the answer. */
export const describeSourceServers = drsOperation({
  name: 'DescribeSourceServers',
  input: describeSourceServersRequest,
  run(context, input) {
    const { cell } = context;
    const { sourceServerIDs, hardwareId, stagingAccountIDs } = input.filters ?? {};
    // No server of the simulator has a hardware id.
    const none = Boolean(hardwareId);
    const isWanted = (server: Server): boolean =>
      !stagingAccountIDs?.length || stagingAccountIDs.includes(stagingAccountOf(server) ?? cell.accountId);
    return drsPage<Server>(
      input,
      {
        operation: 'DescribeSourceServers',
        filters: input.filters,
        limits: drsPages.sourceServers,
        position: (server) => server.position,
        from(position) {
          if (none) return [];
          if (!sourceServerIDs?.length) return [...forwards(cell.serverList, position)].filter(isWanted);
          const named = [...new Set(sourceServerIDs)].flatMap((id) => cell.servers.get(id) ?? []);
          return named
            .filter((one) => one.position >= (position ?? 0) && isWanted(one))
            .sort((a, b) => a.position - b.position);
        },
      },
      (server) => sourceServerView(context, server),
    );
  },
});
