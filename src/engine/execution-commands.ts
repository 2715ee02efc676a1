/** Starting executions, and what people ask of running ones: decided, saved, and only then the driver is woken. */

import { whyNoneComes, whySkippedAlready } from '../domain/can.ts';
import type { Announcer } from './announce.ts';
import { applyInput } from './apply-input.ts';
import { keepInstances } from './automatic-clean-up.ts';
import { readPlan } from './catalog-reader.ts';
import { viewLoaded } from './execution-queries.ts';
import type {
  CommandResult,
  ExecutionService,
  KeepRequest,
  OperatorCommand,
  StartRequest,
  StartResult,
} from './execution-service.ts';
import { notAllowed } from './not-allowed.ts';
import { wake } from './park.ts';
import { startCleanUp, startFollowUp } from './related-runs.ts';
import { type StartPorts, startRun } from './start-run.ts';
import { readExecution } from './store/execution-reader.ts';

type CommandPorts = StartPorts & {
  readonly announce: Announcer['announce'];
  /** A wake-up failed after its command was saved: for the log of the process. */
  readonly onWakeError?: (executionId: string, error: unknown) => void;
};

export const createExecutionCommands = (
  ports: CommandPorts,
): Pick<ExecutionService, 'start' | 'command' | 'followUp' | 'cleanUp' | 'keep'> => ({
  start: (request) => startExecution(ports, request),
  command: (executionId, command, actor) => commandExecution(ports, executionId, command, actor),
  followUp: (executionId, request) => startFollowUp(ports, executionId, request),
  cleanUp: (executionId, request) => startCleanUp(ports, executionId, request),
  keep: (executionId, request) => keep(ports, executionId, request),
});

const keep = async (ports: CommandPorts, executionId: string, request: KeepRequest): Promise<CommandResult> => {
  const loaded = await readExecution(ports.store, executionId);
  if (loaded === undefined) return { kind: 'not-found' };
  const kept = await keepInstances(ports, executionId, request);
  if (kept.kind === 'kept') return { kind: 'accepted', execution: await viewLoaded(ports.store, loaded) };
  const reason = kept.kind === 'none' ? whyNoneComes(loaded.state.header) : kept.reason;
  return notAllowed(ports.store, loaded.state, reason);
};

const commandExecution = async (
  ports: CommandPorts,
  executionId: string,
  command: OperatorCommand,
  actor: string,
): Promise<CommandResult> => {
  const applied = await applyInput(ports, executionId, { ...command, actor });
  switch (applied.kind) {
    case 'missing':
      return { kind: 'not-found' };
    case 'rejected': {
      const already = command.type === 'skip' ? whySkippedAlready(applied.state, command) : undefined;
      return notAllowed(ports.store, applied.state, already ?? applied.reason);
    }
    case 'saved':
      await wakeIfPossible(ports, executionId);
      ports.announce(applied.loaded.state, applied.events);
      return { kind: 'accepted', execution: await viewLoaded(ports.store, applied.loaded) };
  }
};

/** The command is committed and holds: a wake-up that fails now is no failure of it, and `find` makes it good. */
const wakeIfPossible = async (ports: CommandPorts, executionId: string): Promise<void> => {
  try {
    await wake(ports, executionId);
  } catch (error) {
    ports.onWakeError?.(executionId, error);
  }
};

const startExecution = async (ports: CommandPorts, request: StartRequest): Promise<StartResult> => {
  const plan = await readPlan(ports.store, request.planId);
  if (plan === undefined) return { kind: 'plan-not-found' };
  const { planId: _planId, planVersion: seenVersion, ...rest } = request;
  const result = await startRun(ports, { ...rest, plan, ...(seenVersion === undefined ? {} : { seenVersion }) });
  if (result.kind !== 'in-the-way') return result;
  if (seenVersion === undefined) throw new Error('bug: nothing but the key can be in the way of a start');
  return { kind: 'plan-changed', seenVersion, currentVersion: plan.version };
};
