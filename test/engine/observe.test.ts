/** A look lies on top of the looks before it: what was decided stays, and grace periods begin when their reason does. */
import { describe, expect, it } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import type { JobObservation } from '../../src/domain/model/observation.ts';
import { observeScope } from '../../src/engine/observe.ts';
import { ledgerKey } from '../../src/engine/store/execution-items.ts';
import { createObservationWriter } from '../../src/engine/store/observation-store.ts';
import type { RecoveryJob } from '../../src/ports/recovery-service.ts';
import { createFakeAws } from '../drivers/support/fake-aws.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const scope = { accountId: '111122223333', region: 'us-east-1' };
const sourceServerId = 's-00000000000000001';

/** One started job of one server, and a DRS that shows of it what the test says; `undefined`: no longer listed. */
const createLooks = async () => {
  const clock = createVirtualClock({ settlePasses: 1 });
  const store = createMemoryItemStore();
  const writer = createObservationWriter(store);
  const aws = createFakeAws(clock, [sourceServerId], 300);
  const reservation = { executionId: 'exec-1', jobKey: 'w000-a1-j000', jobId: 'drsjob-1', serverCount: 1 };
  await store.transact([
    {
      kind: 'put',
      item: { ...ledgerKey('111122223333/us-east-1'), version: 1, body: { reservations: [reservation] } },
    },
  ]);
  const look = async (job: Partial<RecoveryJob> | undefined) => {
    const describeJobs = async () =>
      ({
        ok: true,
        value: job === undefined ? [] : [{ jobId: 'drsjob-1', jobStatus: 'STARTED', servers: [], ...job }],
      }) as const;
    const observed = await observeScope(
      { reader: store, clock, compute: aws.compute, recovery: { ...aws.recovery, describeJobs } },
      scope,
    );
    await Promise.all(observed.jobs.map((job) => writer.recordJob(job)));
    const [seen] = observed.jobs;
    if (seen === undefined) throw new Error('the job was not looked at');
    return { seen, isNews: observed.concerned.has('exec-1') };
  };
  return { clock, look };
};

const withStatus = (launchStatus: string) => ({ servers: [{ sourceServerId, launchStatus }] });
const statusOf = ({ seen }: { readonly seen: JobObservation }) => seen.servers.map((server) => server.launchStatus);

describe('a server that was seen', () => {
  it.each(['LAUNCHED', 'FAILED', 'TERMINATED'])('%s does not go back to IN_PROGRESS', async (decided) => {
    const { clock, look } = await createLooks();
    expect(statusOf(await look(withStatus('IN_PROGRESS')))).toEqual(['IN_PROGRESS']);
    await clock.advance(10);
    const { seen, isNews } = await look(withStatus(decided));
    expect(isNews).toBe(true);
    await clock.advance(10);
    const again = await look(withStatus('IN_PROGRESS'));
    expect(statusOf(again)).toEqual([decided]);
    expect(again.seen.servers[0]?.decidedTime).toBe(seen.servers[0]?.decidedTime);
    expect(again.isNews, 'nothing follows from that').toBe(false);
  });

  it('LAUNCHED and is TERMINATED later is shown so', async () => {
    const { clock, look } = await createLooks();
    await look(withStatus('LAUNCHED'));
    await clock.advance(10);
    expect(statusOf(await look(withStatus('TERMINATED')))).toEqual(['TERMINATED']);
  });
});

describe('the grace period', () => {
  it('of a job that DRS no longer listed begins anew when DRS lists it as COMPLETED', async () => {
    const { clock, look } = await createLooks();
    await look(withStatus('PENDING'));
    await clock.advance(10);
    const missingSince = clock.now();
    expect((await look(undefined)).seen).toMatchObject({ jobStatus: 'MISSING', unsettledSince: missingSince });
    await clock.advance(300);
    expect((await look(undefined)).seen).toMatchObject({ jobStatus: 'MISSING', unsettledSince: missingSince });
    await clock.advance(10);
    const completedSince = clock.now();
    const completed = { ...withStatus('PENDING'), jobStatus: 'COMPLETED' };
    expect((await look(completed)).seen).toMatchObject({ jobStatus: 'COMPLETED', unsettledSince: completedSince });
    await clock.advance(100);
    expect((await look(completed)).seen.unsettledSince).toBe(completedSince);
  });

  it('does not run while the job runs, nor once all is decided', async () => {
    const { clock, look } = await createLooks();
    expect((await look(withStatus('PENDING'))).seen.unsettledSince).toBeUndefined();
    await clock.advance(10);
    const done = await look({ ...withStatus('LAUNCHED'), jobStatus: 'COMPLETED' });
    expect(done.seen.unsettledSince).toBeUndefined();
  });
});
