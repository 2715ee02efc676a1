/**
 * Which instances a clean-up terminates: those that the execution launched and that still are what it launched. What is
 * gone is done; what is something else by now is left alone and named.
 */
import type { LaunchedInstance } from '../domain/clean-up.ts';
import type { PlacedServer } from '../domain/follow-up.ts';
import type { ExecutionType } from '../domain/model/execution.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { startWarning } from '../domain/model/start-check.ts';
import { countOf } from '../domain/names.ts';
import { cutIntoChunks } from '../domain/roster-chunks.ts';
import type { RecoveryInstance, RecoveryService } from '../ports/recovery-service.ts';
import { isGone } from './launch-check.ts';
import type { Resolution } from './start-checks.ts';

export const resolveCleanUp = async (
  recovery: RecoveryService,
  executionType: ExecutionType,
  launched: readonly LaunchedInstance[],
  /** Instances of adopted jobs that the caller named: without that they are left alone. */
  acceptedInstances: ReadonlySet<string>,
): Promise<Resolution> => {
  const scopes = [...Map.groupBy(launched, ({ scope }) => scopeKey(scope)).values()];
  const answers = await Promise.all(
    scopes.flatMap(([first, ...rest]) =>
      first === undefined
        ? []
        : [
            recovery.describeRecoveryInstances(
              first.scope,
              [first, ...rest].map((instance) => instance.sourceServerId),
            ),
          ],
    ),
  );
  const failures = answers.flatMap((answer) => (answer.ok ? [] : [answer.failure]));
  if (failures.length > 0) return { chunks: [], warnings: [], deletions: [], refusals: [], failures };
  const present = new Map(
    answers.flatMap((answer) => (answer.ok ? answer.value : [])).map((found) => [found.sourceServerId, found]),
  );
  const looks = launched.map((instance) => ({
    instance,
    look: lookAt(instance, present.get(instance.sourceServerId), executionType, acceptedInstances),
  }));
  const targets = looks.flatMap(({ instance, look }): PlacedServer[] =>
    look.kind === 'target'
      ? [
          {
            waveNumber: 0,
            scope: instance.scope,
            server: {
              sourceServerId: instance.sourceServerId,
              serverName: instance.serverName,
              recoveryInstanceId: look.recoveryInstanceId,
            },
          },
        ]
      : [],
  );
  const leftAlone = looks.flatMap(({ instance, look }) =>
    look.kind === 'left' ? [`${instance.serverName} is left alone: ${look.reason}`] : [],
  );
  const goneCount = looks.filter(({ look }) => look.kind === 'gone').length;
  if (targets.length === 0) {
    return {
      chunks: [],
      warnings: [],
      deletions: [],
      failures: [],
      refusals: [
        {
          code: 'NOTHING_TO_CLEAN_UP',
          message: [`${countOf(goneCount, 'instance')} of it gone already`, ...leftAlone.slice(0, 100)].join('; '),
          subjects: [],
          remedy: leftAlone.length === 0 ? 'Nothing is left to do.' : 'Look at what was left alone, in DRS.',
        },
      ],
    };
  }
  return {
    refusals: [],
    failures: [],
    deletions: [],
    chunks: cutIntoChunks(0, targets),
    warnings: [
      ...(goneCount === 0 ? [] : [startWarning('GONE_ALREADY', `${countOf(goneCount, 'instance')} gone already`)]),
      ...leftAlone.map((message) => startWarning('LEFT_ALONE', message)),
    ],
  };
};

type Look =
  | { readonly kind: 'target'; readonly recoveryInstanceId: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'left'; readonly reason: string };

/** Whether what DRS shows for the server now is what the execution launched. */
const lookAt = (
  launched: LaunchedInstance,
  found: RecoveryInstance | undefined,
  executionType: ExecutionType,
  accepted: ReadonlySet<string>,
): Look => {
  if (found === undefined || isGone(found)) return { kind: 'gone' };
  const other = otherThanLaunched(launched, found, executionType);
  if (other !== undefined) return { kind: 'left', reason: other };
  if (launched.adopted && !accepted.has(found.recoveryInstanceId)) {
    return {
      kind: 'left',
      reason: `${found.recoveryInstanceId} was made by the adopted job ${launched.jobId}, which may be somebody else's; name it to include it`,
    };
  }
  return { kind: 'target', recoveryInstanceId: found.recoveryInstanceId };
};

const otherThanLaunched = (
  launched: LaunchedInstance,
  found: RecoveryInstance,
  executionType: ExecutionType,
): string | undefined => {
  const now = `DRS now shows ${found.recoveryInstanceId} of job ${found.jobId ?? 'unknown'}`;
  if (found.jobId !== launched.jobId) return `${now}, not what this execution launched`;
  if (launched.recoveryInstanceId !== undefined && found.recoveryInstanceId !== launched.recoveryInstanceId) {
    return `${now}; this execution launched ${launched.recoveryInstanceId}`;
  }
  if (found.isDrill !== (executionType === 'DRILL')) {
    return `${found.recoveryInstanceId} is ${found.isDrill === true ? 'a drill' : 'not a drill'} instance, unlike this execution`;
  }
  return undefined;
};
