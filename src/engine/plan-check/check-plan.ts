/**
 * Looks at what a start of a plan would do and meet now, by the checks of `begin` itself, and ahead to its launches: jobs
 * of others, quotas, other plans, the last run. Nothing is started, held or saved.
 */
import { limits } from '../../domain/limits.ts';
import type { ExecutionType, Refusal } from '../../domain/model/execution.ts';
import type { PointsInTime } from '../../domain/model/point-in-time.ts';
import type { PlanWave, RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import type { RosterChunk } from '../../domain/model/roster.ts';
import { scopeKey } from '../../domain/model/scope.ts';
import type { StartCheck, StartWarning } from '../../domain/model/start-check.ts';
import { countOf } from '../../domain/names.ts';
import { type Permission, permissionsOfRole, roles } from '../../domain/permissions.ts';
import { summarisePoints } from '../../domain/recovery-points.ts';
import { WAVE_WOULD_FAIL } from '../../domain/start-findings.ts';
import { addSeconds } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ComputeService } from '../../ports/compute-service.ts';
import type { ItemStore } from '../../ports/item-store.ts';
import type { RecoveryService } from '../../ports/recovery-service.ts';
import { isTimeOver } from '../ask-each-server.ts';
import { readGroups, readPlan } from '../catalog-reader.ts';
import { chooseRecoveryPoints } from '../choose-recovery-points.ts';
import { targetsOf, withLeftSettings } from '../launch-settings/settings-targets.ts';
import { findHolders } from '../locks.ts';
import { type FoundPoints, lookEnd } from '../recovery-points.ts';
import type { PlanResolution } from '../resolve-plan.ts';
import { lockedServers, lockTargets, resolveStoredPlan } from '../resolve-stored-plan.ts';
import { failedChecks } from '../start-checks.ts';
import { checkedServers } from './checked-servers.ts';
import type { ComparedSettings } from './compared-settings.ts';
import { allFindings, type Findings, notLookedAt } from './findings.ts';
import { hopelessWaves, type Obstacles } from './hopeless-waves.ts';
import { findLastRun } from './last-run.ts';
import { lookAhead, type Outlook } from './look-ahead.ts';
import { lookAtAddresses } from './look-at-addresses.ts';
import { lookAtJobs } from './look-at-jobs.ts';
import { lookAtPermissions } from './look-at-permissions.ts';
import { lookAtRules } from './look-at-rules.ts';
import { lookAtSettings } from './look-at-settings.ts';
import { lookForPoints } from './look-for-points.ts';
import { findOtherPlans } from './other-plans.ts';
import type { PlanLooks } from './plan-looks.ts';

export interface CheckPorts {
  readonly store: ItemStore;
  readonly recovery: RecoveryService;
  readonly compute: ComputeService;
  readonly clock: Clock;
  /** Absent: what they would tell is not known. */
  readonly looks?: PlanLooks;
  readonly compared: ComparedSettings;
  /** What earlier checks have found. */
  readonly foundPoints: FoundPoints;
}

/** `undefined`: there is no such plan. */
export const checkPlan = async (
  ports: CheckPorts,
  planId: string,
  acceptedInstanceDeletions: ReadonlySet<string>,
  pointsInTime: PointsInTime | undefined,
  executionType: ExecutionType | undefined,
): Promise<StartCheck | undefined> => {
  const plan = await readPlan(ports.store, planId);
  if (plan === undefined) return undefined;
  const checkedTime = ports.clock.now();
  const clock = ports.looks?.clock ?? ports.clock;
  const deadline = addSeconds(clock.now(), limits.pointLooksPerCheckSeconds);
  const found = await resolveStoredPlan(ports, plan, acceptedInstanceDeletions);
  const resolution = await chooseRecoveryPoints(ports, plan, pointsInTime, found, {
    clock,
    found: ports.foundPoints,
    since: addSeconds(clock.now(), -limits.recoveryPointsKeptSeconds),
    lastMoment: lookEnd(clock.now(), deadline),
    deadline,
  });
  const { chunks, deletions } = resolution;
  const [conflicts, jobs, points, otherPlans, last, further] = await Promise.all([
    findHolders(ports.store, NOBODY, lockTargets(chunks)),
    lookAtJobs(ports, resolution),
    lookForPoints({ recovery: ports.recovery, clock }, resolution, lookEnd(clock.now(), deadline)),
    findOtherPlans(ports.store, plan, resolution),
    findLastRun(ports.store, plan),
    lookFurther(ports, plan, resolution),
  ]);
  const outlook = lookAhead(plan, chunks, jobs, last.longestJob);
  // What AWS refuses for good refuses the start too; what it did not answer yet is waited for there.
  const denied = resolution.failures.filter(({ retryable }) => !retryable);
  const unanswered = resolution.failures.filter((failure) => failure.retryable && !isTimeOver(failure));
  const blockers = [...failedChecks(denied), ...resolution.refusals, ...lockedServers(conflicts, chunks)];
  const unread = serversNotRead(resolution);
  const unknown = [...failedChecks(unanswered), ...unread, ...jobs.unknown, ...points.unknown, ...further.unknown];
  const warnings = gravestFirst([
    ...resolution.warnings,
    ...points.warnings,
    ...further.warnings,
    ...hopelessWaves(plan, chunks, [...resolution.warnings, ...points.warnings], further.obstacles, executionType),
    ...jobs.warnings,
    ...outlook.warnings,
    ...last.warnings,
    ...otherPlans,
  ]);
  return {
    planId,
    planName: plan.planName,
    planVersion: plan.version,
    checkedTime,
    verdict: verdictOf(blockers, unknown, warnings),
    serverCount: serverCountOf(chunks),
    waves: plan.waves.map((wave) => checkedWave(wave, chunks, outlook)),
    ...(plan.waves.some(needsPerson) ? { approvers } : {}),
    // Of servers that are not known nothing is foretold.
    ...(outlook.forecast === undefined || resolution.failures.length > 0 || chunks.length === 0
      ? {}
      : { forecast: outlook.forecast }),
    ...(last.lastRun === undefined ? {} : { lastRun: last.lastRun }),
    blockers,
    unknown,
    warnings,
    deletions: [...deletions],
    servers: checkedServers(resolution, { conflicts, jobs, blockers, unknown, warnings }),
  };
};

/** The next check goes on with them. */
const serversNotRead = ({ chunks, serversWithoutAnswer = [] }: PlanResolution): readonly Refusal[] => {
  const subjects = serversWithoutAnswer.flatMap(({ sourceServerIds }) => sourceServerIds);
  if (subjects.length === 0) return [];
  const wanted = serverCountOf(chunks.filter(({ pointInTime }) => pointInTime !== undefined));
  const message = `the recovery points of ${countOf(subjects.length, 'further server')} were not read within ${limits.recoveryPointsLookSeconds} s: ${wanted - subjects.length} of ${wanted} are`;
  return [
    {
      ...notLookedAt(message, subjects),
      remedy: 'Check again: it goes on with them. A start waits until it knows all.',
    },
  ];
};

/** Who reads only the first of many reads what the verdict goes by. */
const gravestFirst = (warnings: readonly StartWarning[]): StartWarning[] =>
  warnings.toSorted((a, b) => Number(b.code === WAVE_WOULD_FAIL) - Number(a.code === WAVE_WOULD_FAIL));

/** Not refused, since what can be launched is worth launching; and never READY. */
const verdictOf = (
  blockers: readonly Refusal[],
  unknown: readonly Refusal[],
  warnings: readonly StartWarning[],
): StartCheck['verdict'] => {
  if (blockers.length > 0) return 'BLOCKED';
  if (unknown.length > 0) return 'UNKNOWN';
  return warnings.some(({ code }) => code === WAVE_WOULD_FAIL) ? 'WOULD_FAIL' : 'READY';
};

/** What no start asks: its launch settings, permissions and actions meet AWS only when it is their turn. */
const lookFurther = async (
  ports: CheckPorts,
  plan: RecoveryPlan,
  resolution: PlanResolution,
): Promise<Findings & { readonly obstacles: Obstacles }> => {
  const { looks, store, compared, recovery } = ports;
  if (looks === undefined) {
    return {
      warnings: [],
      unknown: [notLookedAt('launch settings, permissions and addresses were not asked about')],
      obstacles: { denials: [], drifted: [], refused: new Map() },
    };
  }
  const groupIds = [...new Set(plan.waves.flatMap(({ protectionGroupIds }) => protectionGroupIds))];
  const { groups } = await readGroups(store, groupIds);
  const targets = new Map(
    resolution.launched.map((there) => [scopeKey(there.scope), targetsOf(groups, there)] as const),
  );
  const withLeft = new Map(
    await Promise.all(
      resolution.launched.map(async (there) => {
        const place = scopeKey(there.scope);
        return [place, await withLeftSettings(store, there, targets.get(place) ?? [])] as const;
      }),
    ),
  );
  const [settings, rules, permissions, addresses] = await Promise.all([
    lookAtSettings({ ...looks, compared, store }, resolution.launched, withLeft),
    lookAtRules({ ...looks, recovery }, resolution.launched, groups),
    lookAtPermissions({ ...looks, store }, plan, resolution, targets),
    lookAtAddresses(looks, plan),
  ]);
  return {
    ...allFindings([settings, rules, permissions, { warnings: addresses.warnings, unknown: [] }]),
    obstacles: { denials: permissions.denials, drifted: settings.drifted, refused: addresses.refused },
  };
};

/** Owner of no lock: every holder is somebody else. */
const NOBODY = '';

/** What opens a gate and gives an approval alike (`POST /api/executions/{executionId}/resume`). */
const OPENS_GATES: Permission = 'start-recovery';

const approvers = {
  permission: OPENS_GATES,
  roles: roles.filter((role) => permissionsOfRole[role].includes(OPENS_GATES)),
};

const needsPerson = (wave: PlanWave): boolean => wave.pauseBeforeWave || approvalsOf(wave).length > 0;

const approvalsOf = ({ actions }: PlanWave): StartCheck['waves'][number]['approvals'] =>
  (['before', 'after'] as const).flatMap((phase) =>
    (actions?.[phase] ?? []).flatMap((action) =>
      action.kind === 'APPROVAL'
        ? [
            {
              actionName: action.actionName,
              phase,
              executionTypes: action.executionTypes,
              timeoutMinutes: action.timeoutMinutes,
            },
          ]
        : [],
    ),
  );

const checkedWave = (
  wave: RecoveryPlan['waves'][number],
  chunks: readonly RosterChunk[],
  { queueing }: Outlook,
): StartCheck['waves'][number] => {
  const { waveNumber, waveName, dependsOnWaves, pauseBeforeWave } = wave;
  const own = chunks.filter((chunk) => chunk.waveNumber === waveNumber);
  const pointInTime = own[0]?.pointInTime;
  const recoveryPoints = summarisePoints(
    pointInTime,
    own.flatMap(({ servers }) => servers),
  );
  return {
    waveNumber,
    waveName,
    dependsOnWaves,
    pauseBeforeWave,
    approvals: approvalsOf(wave),
    serverCount: serverCountOf(own),
    queueing: [...(queueing.get(waveNumber) ?? [])],
    ...(pointInTime === undefined ? {} : { pointInTime }),
    ...(recoveryPoints === undefined ? {} : { recoveryPoints }),
  };
};

const serverCountOf = (chunks: readonly RosterChunk[]): number =>
  chunks.reduce((sum, chunk) => sum + chunk.servers.length, 0);
