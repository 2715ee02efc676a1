/** What is told as extended is: under the id that DRS gave it. That none is extended twice is DRS's rule, not ours. */
import type { ExtendedServer } from '../../../src/domain/model/staging.ts';
import type { JournalEntry } from '../../../src/simulator/journal.ts';

export const createExtendedServers = (onViolation: (violation: string) => void) => {
  const extensions = new Map<string, string>();
  return {
    noteEntry: (entry: JournalEntry): void => {
      if (entry.kind !== 'servers') return;
      for (const { stagingSourceServerArn: arn, sourceServerId = '' } of entry.servers) {
        if (arn !== undefined) extensions.set(arn, sourceServerId);
      }
    },
    noteAnswer: (servers: readonly ExtendedServer[]): void => {
      for (const server of servers) {
        if (server.result === 'EXTENDED' && extensions.get(server.arn) !== server.sourceServerId) {
          onViolation(`extend: ${server.arn} is told as extended as ${server.sourceServerId}, and is not`);
        }
      }
    },
  };
};
