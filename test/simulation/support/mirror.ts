/**
 * Sees every transaction that was committed, and rebuilds each execution from its events alone. What is stored beside
 * them must be the same (I9), and every decision becomes a step for the checkers.
 */
import { z } from 'zod';
import type { ExecutionEvent } from '../../../src/domain/model/event.ts';
import type { DriverState, ExecutionState } from '../../../src/domain/model/execution.ts';
import { frozenPlanSchema, type RosterChunk, rosterChunkSchema } from '../../../src/domain/model/roster.ts';
import { evolve } from '../../../src/domain/transition/evolve.ts';
import { initialState, initiateExecution } from '../../../src/domain/transition/initial-state.ts';
import {
  eventBodySchema,
  headerBodySchema,
  jobItemKey,
  rosterPrefix,
  waveKey,
} from '../../../src/engine/store/execution-items.ts';
import type { ItemKey, Json, StoredItem, Write } from '../../../src/ports/item-store.ts';
import type { Step } from '../../domain/support/run.ts';
import { isSameStored } from './is-same-stored.ts';

export interface Mirrored {
  readonly executionId: string;
  readonly frozen: ReturnType<typeof frozenPlanSchema.parse>;
  /** Before its first event. */
  readonly initialHeader: ExecutionState['header'];
  chunks: readonly RosterChunk[];
  /** Whose launch settings are applied: found when it begins, from what its groups have then. */
  wavesWithSettings: ReadonlySet<number>;
  state: ExecutionState;
  driver: DriverState;
  readonly history: ExecutionEvent[];
  /** Staged and saved items by their sort key: rosters, waves, jobs. */
  readonly items: Map<string, Json>;
}

export interface Committed {
  /** Undefined when nothing was decided: the driver's bookkeeping, or items staged. */
  readonly step?: Step;
  readonly mirrored: Mirrored;
  /** What is stored and does not follow from the events. */
  readonly problems: readonly string[];
}

export interface Mirror {
  readonly executions: ReadonlyMap<string, Mirrored>;
  /** Takes in what one transaction wrote. */
  commit(writes: readonly Write[], cause: string): readonly Committed[];
}

const PREFIX = 'execution#';

export const createMirror = (): Mirror => {
  const executions = new Map<string, Mirrored>();

  const commitOne = (executionId: string, items: readonly StoredItem[], cause: string): Committed | undefined => {
    const known = executions.get(executionId);
    const header = items.find((item) => item.sort === 'header');
    const events = items
      .filter((item) => item.sort.startsWith('event#'))
      .flatMap((item) => eventBodySchema.parse(item.body).events);
    if (known === undefined) {
      if (header === undefined) return undefined;
      const created = startMirroring(executionId, items, header, events);
      executions.set(executionId, created.mirrored);
      return created;
    }
    const problems: string[] = [];
    if (items.some((item) => item.sort === 'plan'))
      problems.push(`the frozen plan of ${executionId} was written again`);
    for (const item of items) {
      if (!item.sort.startsWith('event#')) known.items.set(item.sort, item.body);
    }
    if (header === undefined) {
      if (events.length > 0) problems.push(`events of ${executionId} were written without its header`);
      return { mirrored: known, problems };
    }
    const stored = headerBodySchema.parse(header.body);
    known.driver = stored.driver;
    const before = known.state;
    let after = before;
    for (const event of events) {
      after = evolve(after, event);
      if (event.data.type === 'ExecutionBegun') {
        known.chunks = rosterOf(known, event.data.rosterId);
        known.wavesWithSettings = wavesWithSettingsOf(known, event.data.rosterId);
        const initial = initialState(after.header, known.frozen.plan, known.chunks, known.wavesWithSettings);
        after = { ...initial, header: after.header };
      }
    }
    known.state = after;
    known.history.push(...events);
    problems.push(...differences(known, before, stored.header, items));
    if (events.length === 0) return { mirrored: known, problems };
    const { plan } = known.frozen;
    const now = events[0]?.time ?? '';
    const scenario = { plan, chunks: known.chunks };
    const step: Step = { scenario, before, cause, now, after, events, rejected: false, history: known.history };
    return { step, mirrored: known, problems };
  };

  return {
    executions,
    commit: (writes, cause) => {
      const lost = writes.flatMap((write) =>
        write.kind === 'delete' && write.key.table === 'executions' && write.key.partition.startsWith(PREFIX)
          ? (loseItem(executions, write.key) ?? [])
          : [],
      );
      const items = writes.flatMap((write) =>
        write.kind === 'put' && write.item.table === 'executions' && write.item.partition.startsWith(PREFIX)
          ? [write.item]
          : [],
      );
      const saved = [...Map.groupBy(items, (item) => item.partition.slice(PREFIX.length))].flatMap(
        ([executionId, own]) => commitOne(executionId, own, cause) ?? [],
      );
      return [...lost, ...saved];
    },
  };
};

/** A record loses nothing, and nothing that was staged is taken back: whatever is deleted of it is told. */
const loseItem = (executions: Mirror['executions'], { partition, sort }: ItemKey): Committed | undefined => {
  const executionId = partition.slice(PREFIX.length);
  const mirrored = executions.get(executionId);
  mirrored?.items.delete(sort);
  return mirrored && { mirrored, problems: [`${sort} of ${executionId} was deleted`] };
};

const startMirroring = (
  executionId: string,
  items: readonly StoredItem[],
  headerItem: StoredItem,
  events: readonly ExecutionEvent[],
): Committed => {
  const stored = headerBodySchema.parse(headerItem.body);
  const frozen = frozenPlanSchema.parse(items.find((item) => item.sort === 'plan')?.body);
  const { executionType, initiatedBy, startTime, purpose, relatedExecutionId } = stored.header;
  const header = initiateExecution({
    executionId,
    plan: frozen.plan,
    executionType,
    initiatedBy,
    now: startTime,
    ...(purpose === undefined ? {} : { purpose }),
    ...(relatedExecutionId === undefined ? {} : { relatedExecutionId }),
  });
  const state = events.reduce(evolve, { header, waves: [], jobs: [] });
  const mirrored: Mirrored = {
    executionId,
    frozen,
    initialHeader: header,
    chunks: [],
    wavesWithSettings: new Set(),
    state,
    driver: stored.driver,
    history: [...events],
    items: new Map(),
  };
  const same = isSameStored(stored.header, state.header);
  return { mirrored, problems: same ? [] : [`${executionId} was not saved as its first event says`] };
};

const rosterOf = ({ items }: Mirrored, rosterId: string): readonly RosterChunk[] =>
  [...items]
    .filter(([sort]) => sort.startsWith(rosterPrefix(rosterId)))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, body]) => rosterChunkSchema.parse(body));

const stagedWaveSchema = z.object({ activities: z.array(z.object({ kind: z.string() })).default([]) });

const wavesWithSettingsOf = ({ executionId, frozen, items }: Mirrored, rosterId: string): ReadonlySet<number> =>
  new Set(
    frozen.plan.waves
      .map(({ waveNumber }) => waveNumber)
      .filter((waveNumber) => {
        const staged = stagedWaveSchema.parse(items.get(waveKey(executionId, rosterId, waveNumber).sort));
        return staged.activities.some(({ kind }) => kind === 'LAUNCH_SETTINGS');
      }),
  );

/** I9: header, waves and jobs are what the events make of them; what changed was written, and nothing else was. */
const differences = (
  { executionId, state, items }: Mirrored,
  before: ExecutionState,
  header: ExecutionState['header'],
  written: readonly StoredItem[],
): readonly string[] => {
  const problems: string[] = [];
  if (!isSameStored(header, state.header)) {
    problems.push(`the header of ${executionId} is not what its events give`);
  }
  const { rosterId = '' } = state.header;
  const parts = [
    ...state.waves.map((wave, index) => ({
      sort: waveKey(executionId, rosterId, wave.waveNumber).sort,
      value: wave,
      changed: before.waves[index] !== wave,
    })),
    ...state.jobs.map((job) => ({
      sort: jobItemKey(executionId, rosterId, job.jobKey).sort,
      value: job,
      changed: !before.jobs.includes(job),
    })),
  ];
  const touched = new Set(written.map((item) => item.sort));
  for (const { sort, value, changed } of parts) {
    if (!changed && !touched.has(sort)) continue;
    if (!isSameStored(items.get(sort), value)) problems.push(`${sort} of ${executionId} is not what its events give`);
  }
  return problems;
};
