/**
 * Which instances a clean-up terminates: those that the execution launched and that still are what it launched. What is
 * gone is done; what is something else by now is left alone and named.
 */
import type { LaunchedInstance } from '../domain/clean-up.ts';
import { isMadeByDrs } from '../domain/existing-instance.ts';
import type { PlacedServer } from '../domain/follow-up.ts';
import type { ExecutionType, Refusal } from '../domain/model/execution.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { startWarning } from '../domain/model/start-check.ts';
import { countOf, firstFew } from '../domain/names.ts';
import { cutIntoChunks } from '../domain/roster-chunks.ts';
import type { Outcome } from '../ports/aws-failure.ts';
import type { ComputeService, Instance } from '../ports/compute-service.ts';
import type { RecoveryInstance, RecoveryService } from '../ports/recovery-service.ts';
import { ec2IdOf, existingText, isGone } from './instances-in-ec2.ts';
import type { Resolution } from './start-checks.ts';

interface CleanUpPorts {
  readonly recovery: RecoveryService;
  readonly compute: ComputeService;
}

/** A run over no server when everything is gone already: then there is nothing left to do, and nothing to refuse. */
export const resolveCleanUp = async (
  ports: CleanUpPorts,
  executionType: ExecutionType,
  launched: readonly LaunchedInstance[],
  /** Instances of adopted jobs that the caller named: without that they are left alone. */
  acceptedInstances: ReadonlySet<string>,
): Promise<Resolution> => {
  const places = [...Map.groupBy(launched, ({ scope }) => scopeKey(scope)).values()];
  const answers = await Promise.all(places.map((there) => lookAtPlace(ports, there, executionType, acceptedInstances)));
  const failures = answers.flatMap((answer) => (answer.ok ? [] : [answer.failure]));
  if (failures.length > 0) return { ...nothing, failures };
  const looks = answers.flatMap((answer) => (answer.ok ? answer.value : []));
  const targets = looks.flatMap(({ instance, look }) =>
    look.kind === 'target' ? [targetOf(instance, look.recoveryInstanceId)] : [],
  );
  const told = (kind: 'replaced' | 'left') =>
    looks.flatMap(({ instance, look }) =>
      look.kind === kind ? [`${instance.serverName} is left alone: ${look.reason}`] : [],
    );
  const left = told('left');
  const of = (kind: 'gone' | 'replaced') =>
    looks.flatMap(({ instance, look }) => (look.kind === kind ? [instance] : []));
  const found = { ...nothing, gone: of('gone'), replaced: of('replaced') };
  const gone = goneText(found.gone);
  if (targets.length === 0 && left.length > 0) return { ...found, refusals: [nothingToCleanUp(gone, left)] };
  return {
    ...found,
    chunks: cutIntoChunks(0, targets),
    warnings: [
      ...gone.map((message) => startWarning('GONE_ALREADY', message)),
      ...[...told('replaced'), ...left].map((message) => startWarning('LEFT_ALONE', message)),
    ],
  };
};

const nothing: Resolution = { chunks: [], warnings: [], deletions: [], refusals: [], failures: [] };

const targetOf = (
  { scope, sourceServerId, serverName }: LaunchedInstance,
  recoveryInstanceId: string,
): PlacedServer => ({
  waveNumber: 0,
  scope,
  server: { sourceServerId, serverName, recoveryInstanceId },
});

const NAMED_MAX = 20;

/** One sentence, or none when no instance is gone. */
const goneText = (gone: readonly LaunchedInstance[]): readonly string[] => {
  if (gone.length === 0) return [];
  const sorted = gone.toSorted((a, b) => (a.serverName < b.serverName ? -1 : 1));
  const names = sorted.map(({ serverName, recoveryInstanceId }) =>
    recoveryInstanceId === undefined ? serverName : `${recoveryInstanceId} of ${serverName}`,
  );
  return [`${countOf(gone.length, 'instance')} gone already: ${firstFew(names, NAMED_MAX, ', ')}`];
};

const nothingToCleanUp = (gone: readonly string[], left: readonly string[]): Refusal => ({
  code: 'NOTHING_TO_CLEAN_UP',
  message: [...gone, ...left.slice(0, 100)].join('; '),
  subjects: [],
  remedy: 'Look at what was left alone, in DRS and EC2.',
});

interface LookedAt {
  readonly instance: LaunchedInstance;
  readonly look: Look;
}

/** What became of the instances that were launched in one account and Region. */
const lookAtPlace = async (
  { recovery, compute }: CleanUpPorts,
  launched: readonly LaunchedInstance[],
  executionType: ExecutionType,
  acceptedInstances: ReadonlySet<string>,
): Promise<Outcome<readonly LookedAt[]>> => {
  const [first] = launched;
  if (first === undefined) return { ok: true, value: [] };
  const shown = await recovery.describeRecoveryInstances(
    first.scope,
    launched.map(({ sourceServerId }) => sourceServerId),
  );
  if (!shown.ok) return shown;
  const present = new Map(shown.value.map((found) => [found.sourceServerId, found]));
  // What DRS does not list (any more) may run on, and what it lists may be somebody's: only EC2 can say.
  const ids = launched.flatMap(({ recoveryInstanceId }) => recoveryInstanceId ?? []);
  const inEc2 = await compute.describeInstances(first.scope, [...new Set([...ids, ...shown.value.map(ec2IdOf)])]);
  if (!inEc2.ok) return inEc2;
  const instances = new Map(inEc2.value.map((instance) => [instance.instanceId, instance] as const));
  return {
    ok: true,
    value: launched.map((instance) => ({
      instance,
      look: lookAt(instance, present.get(instance.sourceServerId), instances, executionType, acceptedInstances),
    })),
  };
};

type Look =
  | { readonly kind: 'target'; readonly recoveryInstanceId: string }
  | { readonly kind: 'gone' }
  /** Gone, and a later launch has put another in its place. */
  | { readonly kind: 'replaced'; readonly reason: string }
  | { readonly kind: 'left'; readonly reason: string };

/** Whether what DRS shows for the server now is what the execution launched. */
const lookAt = (
  launched: LaunchedInstance,
  found: RecoveryInstance | undefined,
  inEc2: ReadonlyMap<string, Instance>,
  executionType: ExecutionType,
  accepted: ReadonlySet<string>,
): Look => {
  const id = launched.recoveryInstanceId ?? '';
  const there = inEc2.get(id);
  const isListed = found?.recoveryInstanceId === id;
  if (!isListed && there !== undefined && there.instanceState !== 'terminated') {
    const state = there.instanceState ?? 'there';
    return isMadeByDrs(there)
      ? { kind: 'left', reason: `DRS no longer lists ${id}, and in EC2 it is ${state}: terminate it there` }
      : { kind: 'left', reason: existingText(id) };
  }
  if (found === undefined || isGone(found)) return { kind: 'gone' };
  const other = otherThanLaunched(launched, found, executionType);
  if (other !== undefined) {
    const isReplaced = id !== '' && found.recoveryInstanceId !== id;
    return { kind: isReplaced ? 'replaced' : 'left', reason: other };
  }
  const instance = inEc2.get(ec2IdOf(found));
  if (instance !== undefined && !isMadeByDrs(instance)) {
    return { kind: 'left', reason: existingText(found.recoveryInstanceId) };
  }
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
