/** What is said beside a run: whether its instances can be kept, until when a cancelled one is watched, who may change what. */
import { expect, test } from 'vitest';
import { automaticCleanUpAsItStands, canKeep } from '../../src/domain/can.ts';
import { cancelledWatch, timedOutWatch } from '../../src/domain/cancelled-watch.ts';
import { deepFreeze } from '../../src/domain/deep-freeze.ts';
import { limits } from '../../src/domain/limits.ts';
import { permissionOfChange } from '../../src/domain/permissions.ts';
import { isPlanNamed } from '../../src/domain/plan-names.ts';
import { addSeconds } from '../../src/domain/time.ts';
import { automaticCleanUpOf, keep } from '../../src/domain/transition/automatic-clean-up.ts';
import { at, beginRun, endAll, jobsIn, launch, observationOf, turn, turnSeeing } from './support/drive.ts';

const run = () => beginRun({ jobs: [{ size: 1 }] });

test('a job that runs in DRS is watched for a day from its start after a cancel, and nothing is said before one', () => {
  const cancelled = beginRun({ jobs: [{ size: 1 }, { size: 1 }] });
  turn(cancelled);
  launch(cancelled);
  expect(cancelledWatch(cancelled.state())).toBeUndefined();
  cancelled.apply({ type: 'cancel', actor: 'bert', reason: '' }, at(10));
  expect(cancelledWatch(cancelled.state())).toMatch(/^watched until \S+Z at most: what DRS has not decided by then/);
});

test('of a cancelled run only what runs in DRS is watched: nothing is said of what never started, or has ended', () => {
  const day = limits.jobGiveUpHours * 3600;
  const cancelled = beginRun({ jobs: [{ size: 1 }] }, { jobs: [{ size: 1 }] });
  launch(cancelled, at(20));
  cancelled.apply({ type: 'cancel', actor: 'bert', reason: '' }, at(30));
  expect(cancelledWatch(cancelled.state())).toContain(`watched until ${at(20 + day)} at most`);
  endAll(cancelled, 'LAUNCHED', at(300));
  expect(cancelled.state().header.status).toBe('CANCELLING');
  expect(cancelledWatch(cancelled.state())).toBeUndefined();
});

test('a wave that timed out says until when its job is watched, and for which servers, until that is over', () => {
  const run = beginRun({ settings: { timeoutMinutes: 1 }, jobs: [{ size: 2 }] });
  const watch = () => run.state().waves.map((wave) => timedOutWatch(run.state(), wave));
  launch(run);
  expect(watch()).toEqual([undefined]);
  const [running] = jobsIn(run.state(), 'STARTED');
  if (running === undefined) throw new Error('no job was started');
  turnSeeing(run, [observationOf(running, 'IN_PROGRESS', { lastPolledTime: at(60) })], at(60));
  const end = addSeconds(running.startedTime ?? '', limits.jobGiveUpHours * 3600);
  const text = `watched until ${end} at most: what DRS has not decided by then counts as failed`;
  expect(watch()).toEqual([`${text}; undecided: ${running.servers.map(({ serverName }) => serverName).join(', ')}`]);

  const decided = { ...running, servers: running.servers.map((server) => ({ ...server, outcome: 'FAILED' as const })) };
  const [wave] = run.state().waves;
  if (wave === undefined) throw new Error('there is no wave');
  expect(timedOutWatch({ ...run.state(), jobs: [decided] }, wave)).toBe(text);
  const ofAnotherWave = { ...running, waveNumber: wave.waveNumber + 1 };
  expect(timedOutWatch({ ...run.state(), jobs: [ofAnotherWave] }, wave), 'it says nothing of this one').toBeUndefined();
  endAll(run, 'LAUNCHED', at(300));
  expect(watch()).toEqual([undefined]);
});

test('without a clean-up that comes by itself nothing is kept, and why none comes is told', () => {
  const state = run().state();
  const { drillTtlHours: _hours, ...header } = state.header;
  expect(canKeep({ ...state, header }, undefined)).toMatchObject({
    reason: 'nothing of it is cleaned up by itself: its plan has no drillTtlHours, or it is no drill',
  });
  const withHours = { ...header, drillTtlHours: 8 };
  expect(canKeep({ ...state, header: withHours }, undefined)).toMatchObject({
    reason: 'it is not over: the 8 h run from its end',
  });
  const over = { ...withHours, endTime: at(60) };
  expect(canKeep({ ...state, header: over }, undefined)).toMatchObject({ reason: 'it launched nothing' });
});

/** A drill over whose one instance is cleaned up by itself 8 h later. */
const cleanedUpByItself = () => {
  const state = run().state();
  const header = {
    ...state.header,
    executionType: 'DRILL',
    status: 'COMPLETED',
    drillTtlHours: 8,
    endTime: at(60),
  } as const;
  const waves = state.waves.map((wave) => ({ ...wave, launchedCount: 1 }));
  const cleanUp = automaticCleanUpOf({ ...state, header, waves });
  if (cleanUp === undefined) throw new Error('none comes');
  return { state: { ...state, header, waves }, cleanUp };
};

test('one that is to come may be held back', () => {
  const { state, cleanUp } = cleanedUpByItself();
  expect(canKeep(state, cleanUp)).toEqual({ allowed: true });
  expect(keep(cleanUp, 'ana', 12, at(60)).kind).toBe('kept');
});

test('once a person has cleaned up nothing is left to come, and is not said to', () => {
  const { state, cleanUp } = cleanedUpByItself();
  const byPerson = { executionId: 'exec-2', status: 'COMPLETED', serverCount: 1, startTime: at(70) } as const;
  const stands = (terminatedCount: number, of = cleanUp) =>
    automaticCleanUpAsItStands(of, state, [{ ...byPerson, terminatedCount }]);
  expect(automaticCleanUpAsItStands(cleanUp, state, [])).toBe(cleanUp);
  expect(stands(0)).toBe(cleanUp);
  expect(stands(1)).toEqual({ ...cleanUp, state: 'NOTHING_LEFT' });
  expect(canKeep(state, stands(1))).toMatchObject({ allowed: false });
  const kept = { ...cleanUp, state: 'OFF' } as const;
  expect(stands(1, kept)).toBe(kept);
});

test('a plan is named in any case, and not by half its name', () => {
  expect(isPlanNamed('Shop', ' shop ')).toBe(true);
  expect(isPlanNamed('Shop', 'sho')).toBe(false);
});

test('what a document of a plan file needs is told by what becomes of it; settings are those of who sets accounts', () => {
  expect(permissionOfChange({ kind: 'Settings', outcome: 'updated' })).toBe('modify-accounts');
  const kinds = (['created', 'updated', 'removed'] as const).map((outcome) =>
    permissionOfChange({ kind: 'RecoveryPlan', outcome }),
  );
  expect(kinds).toEqual(['create-recovery-plans', 'modify-recovery-plans', 'delete-recovery-plans']);
});

test('what is frozen cannot be changed at any depth', () => {
  const frozen = deepFreeze({ list: [{ name: 'a' }], none: null });
  expect(Object.isFrozen(frozen.list[0])).toBe(true);
  expect(deepFreeze(frozen)).toBe(frozen);
});
