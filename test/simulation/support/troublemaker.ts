/** Makes the troubles of a night, each at its time, and ends them all. */
import { limits } from '../../../src/domain/limits.ts';
import type { Scope } from '../../../src/domain/model/scope.ts';
import type { FaultInput } from '../../../src/simulator/faults/rule.ts';
import { HOME_ACCOUNT, type Rig } from '../../support/rig.ts';
import type { createCutOffs } from './cut-offs.ts';
import type { Mirrored } from './mirror.ts';
import type { Night, Trouble } from './night.ts';
import { existingInstanceIds, outsiderNumbers } from './night-estate.ts';
import type { ProcessWorld } from './process.ts';
import type { Tally } from './tally.ts';

/** For longer than what a job left undecided is looked for. */
const isBlindness = (fault: FaultInput): boolean =>
  'operation' in fault &&
  fault.operation === 'DescribeRecoveryInstances' &&
  (fault.forSeconds ?? 0) > limits.undecidedGraceSeconds;

type CutOffs = Pick<ReturnType<typeof createCutOffs>, 'arm' | 'failAndLaunchAgain'>;

interface Parts {
  readonly night: Night;
  readonly world: Rig;
  readonly processWorld: ProcessWorld;
  readonly serverIds: readonly string[];
  readonly executions: ReadonlyMap<string, Mirrored>;
  readonly tally: Tally;
  readonly say: (text: string) => void;
  readonly cutOffs: CutOffs;
  /** A stranger has changed how this server is launched, since then. */
  readonly onDrift: (sourceServerId: string, fromMs: number) => void;
}

export const createTroublemaker = (parts: Parts) => {
  const { night, world, processWorld, serverIds, executions, tally, say } = parts;
  const { clock, simulator } = world;
  let hasEnded = false;

  const make = (trouble: Trouble): void => {
    if (hasEnded) return;
    say(`trouble: ${JSON.stringify(trouble)}`);
    switch (trouble.kind) {
      case 'aws':
        simulator.faults.add(trouble.fault);
        if (isBlindness(trouble.fault)) tally.count('a long time in which nobody can look for instances');
        return;
      case 'stranger':
        launchByStranger(trouble);
        return;
      case 'crowd':
        launchByCrowd(trouble);
        return;
      case 'cut-off':
        parts.cutOffs.arm(trouble);
        return;
      case 'launched-again':
        parts.cutOffs.failAndLaunchAgain();
        return;
      case 'drift':
        for (const server of trouble.servers) void changeByStranger(server, trouble.inTemplate);
        return;
      case 'power-off':
        for (const [instanceId, place] of existingInstanceIds(night)) void powerOff(instanceId, place);
        return;
      case 'hidden-jobs': {
        const jobIds = [...executions.values()].flatMap(({ state }) => state.jobs.flatMap((job) => job.jobId ?? []));
        if (jobIds.length === 0) return;
        simulator.faults.add({ kind: 'vanish-job', jobIds, forSeconds: trouble.forSeconds, instancesAppear: true });
        return;
      }
      case 'sleep':
        tally.count('clock leapt forward');
        clock.leap(trouble.seconds);
        return;
      case 'clock-set':
        tally.count(trouble.seconds < 0 ? 'clock set back' : 'clock set forward');
        processWorld.clockSetSeconds = trouble.seconds;
        return;
      case 'store':
        processWorld.storeTroubles.push(...Array.from({ length: trouble.times }, () => trouble.how));
        return;
    }
  };

  const powerOff = async (instanceId: string, { accountId, region }: Scope): Promise<void> => {
    if (accountId !== HOME_ACCOUNT) return;
    const members = { Action: 'StopInstances', Version: '2016-11-15', 'InstanceId.1': instanceId };
    const call = { method: 'POST', path: '/', search: '', target: null, body: new URLSearchParams(members).toString() };
    try {
      const authorization = `AWS4-HMAC-SHA256 Credential=AKIAHOME/20261102/${region}/ec2/aws4_request`;
      const { status } = await simulator.exchange(call, authorization);
      if (status === 200) tally.count('a stop of an existing instance');
    } catch {
      // The connection was lost: whether it is stopped is not known.
    }
  };

  /** All of one place, and the one there that is in nobody's plan. */
  const launchByStranger = ({ servers, isDrill, exactly }: Extract<Trouble, { kind: 'stranger' }>): void => {
    const placeNumber = (servers[0] ?? 0) % night.places.length;
    const place = night.places[placeNumber];
    if (place === undefined) return;
    const outsiders = exactly === true ? [] : outsiderNumbers(night).slice(0, night.places.length);
    const theirs = [...servers, ...outsiders].filter((number) => number % night.places.length === placeNumber);
    startStrangersJob(theirs, place, isDrill);
  };

  const startStrangersJob = (numbers: readonly number[], place: Scope, isDrill: boolean): void => {
    try {
      world.launchByStranger(
        numbers.flatMap((number) => serverIds[number] ?? []),
        { ...place, isDrill },
      );
      tally.count("a stranger's job");
    } catch {
      // A job holds one of them already, or a quota is used up: strangers are refused like everybody.
      tally.count("a stranger's job refused");
    }
  };

  /** Over servers that are in nobody's plan, but for the one of the place that single strangers launch. */
  const launchByCrowd = ({ place: placeNumber, jobs, serversEach }: Extract<Trouble, { kind: 'crowd' }>): void => {
    const place = night.places[placeNumber];
    if (place === undefined) return;
    const theirs = outsiderNumbers(night)
      .slice(night.places.length)
      .filter((number) => number % night.places.length === placeNumber);
    for (let job = 0; job < jobs; job += 1) {
      startStrangersJob(theirs.slice(job * serversEach, (job + 1) * serversEach), place, true);
    }
  };

  const changeByStranger = async (server: number, inTemplate: boolean): Promise<void> => {
    const scope = night.places[server % night.places.length];
    const sourceServerId = serverIds[server];
    if (scope === undefined || sourceServerId === undefined) return;
    const { launchSettings } = world.aws;
    const fromMs = clock.nowMs();
    const found = await launchSettings.readLaunchSettings(scope, sourceServerId);
    if (!found.ok) return;
    const { launchTemplateId, settings } = found.value;
    await (inTemplate
      ? launchSettings.updateLaunchTemplate(scope, launchTemplateId, { instanceProfileName: 'theirs' })
      : launchSettings.updateLaunchConfiguration(scope, sourceServerId, { copyTags: settings['copyTags'] !== true }));
    tally.count("a stranger's change of launch settings");
    parts.onDrift(sourceServerId, fromMs);
  };

  const helpBySupport = (): void => {
    for (const { accountId, region } of night.places) endStuckJobs(accountId, region);
    clock.after(600, helpBySupport);
  };

  const endStuckJobs = (accountId: string, region: string): void => {
    for (const job of simulator.jobs(accountId, region).filter(({ endedAt }) => endedAt === null)) {
      try {
        simulator.endJob(job.jobId);
        tally.count('a stuck job ended by AWS Support');
      } catch {
        // Its servers are not all decided yet: Support cannot end it either.
      }
    }
  };

  return {
    begin: (): void => {
      for (const trouble of night.troubles) {
        if (trouble.atSeconds === 0) make(trouble);
        else clock.after(trouble.atSeconds, () => make(trouble));
      }
    },

    end: (): void => {
      hasEnded = true;
      simulator.faults.clear();
      processWorld.storeTroubles.length = 0;
      if (night.supportHelps) helpBySupport();
    },
  };
};
