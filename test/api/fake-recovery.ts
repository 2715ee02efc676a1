import type { AwsFailure, Outcome } from '../../src/ports/aws-failure.ts';
import type { JobLogItem, RecoveryService, SourceServer } from '../../src/ports/recovery-service.ts';

/** A DRS whose answers a test sets; it takes no changes. */
export interface FakeRecovery extends RecoveryService {
  servers: readonly SourceServer[];
  log: readonly JobLogItem[];
  /** What every call answers while it is there. */
  failure: AwsFailure | undefined;
}

export function createFakeRecovery(): FakeRecovery {
  const answer = <T>(value: T): Outcome<T> =>
    fake.failure === undefined ? { ok: true, value } : { ok: false, failure: fake.failure };
  const notHere = async (): Promise<never> => {
    throw new Error('a read must change nothing in DRS');
  };
  const fake: FakeRecovery = {
    servers: [],
    log: [],
    failure: undefined,
    describeSourceServers: async (_scope, ids) =>
      answer(fake.servers.filter(({ sourceServerId }) => ids === undefined || ids.includes(sourceServerId))),
    describeJobs: async () => answer([]),
    describeJobLog: async () => answer(fake.log),
    describeRecoveryInstances: async () => answer([]),
    startRecovery: notHere,
    terminateRecoveryInstances: notHere,
  };
  return fake;
}
