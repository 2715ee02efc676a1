/**
 * `npm run record-histories`: runs nights and keeps the histories of some of their executions, so many that every kind of
 * event, input and activity is in one of them, in test/histories/v<decision version>, and freezes each. What is there
 * already stays: it is what running executions were decided by. So only what it lacks is added.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import type { RecordedDecision, RecordedHistory } from '../test/histories/support/recorded-history.ts';
import type { NotedDecision } from '../test/histories/support/recording-decide.ts';
import { readOptions } from './options.ts';

readOptions('npm run record-histories: adds histories to test/histories, of those that it lacks\n', {});

const recording = '/test/histories/support/recording-decide.ts';
const recordingUrl = new URL('../test/histories/support/recording-decide.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    const isDecide = resolved.url.endsWith('/src/domain/transition/decide.ts');
    return isDecide && !context.parentURL?.endsWith(recording) ? { ...resolved, url: recordingUrl } : resolved;
  },
});
const { noted } = await import('../test/histories/support/recording-decide.ts');
const { drawNight } = await import('../test/simulation/support/draw-night.ts');
const { liveNight } = await import('../test/simulation/support/live-night.ts');
const { createTally } = await import('../test/simulation/support/tally.ts');
const { digestsOf, folderOf, frozenFile, readFrozen, recordedFiles, textOf } = await import(
  '../test/histories/support/frozen-histories.ts'
);
const { historyText, kindsIn, readHistory } = await import('../test/histories/support/recorded-history.ts');
const { rareNights } = await import('../test/histories/support/rare-nights.ts');
const { DECISION_VERSION } = await import('../src/domain/transition/initial-state.ts');

const SEEDS = 150;
const BYTES_MAX = 90_000;
/** Decisions that changed nothing are many and alike: one in so many is kept, and of a day's wait about so many in all. */
const IDLE_SHARE = 5;
const IDLE_MAX = 20;

interface Candidate {
  readonly name: string;
  readonly text: string;
  readonly kinds: ReadonlySet<string>;
}

const toRecorded = (
  { state, input, now, decision }: NotedDecision,
  history: readonly { readonly sequence: number }[],
): RecordedDecision => {
  const { eventCount } = state.header;
  const base = { eventCount, now, input };
  if (decision.kind === 'rejected') return { ...base, result: { kind: 'rejected', reason: decision.reason } };
  const { events } = decision;
  const saved = JSON.stringify(history.slice(eventCount, eventCount + events.length)) === JSON.stringify(events);
  return { ...base, result: saved ? { kind: 'saved', events: events.length } : { kind: 'unsaved', events } };
};

const isIdle = ({ decision }: NotedDecision): boolean => decision.kind === 'accepted' && decision.events.length === 0;

const folder = folderOf(DECISION_VERSION);
mkdirSync(folder, { recursive: true });
const candidates: Candidate[] = [];
const drawn = Array.from({ length: SEEDS }, (_, index) => drawNight(index + 1));
for (const night of [...rareNights, ...drawn]) {
  const { seed } = night;
  noted.length = 0;
  const { executions } = await liveNight(night, { tally: createTally() });
  const decisions = Map.groupBy(noted, ({ state }) => state.header.executionId);
  for (const { executionId, frozen, chunks, wavesWithSettings, history, initialHeader } of executions) {
    const all = decisions.get(executionId) ?? [];
    const idleCount = all.filter(isIdle).length;
    const oneIn = Math.max(IDLE_SHARE, Math.ceil(idleCount / IDLE_MAX));
    const kept = all.filter((one, index) => !isIdle(one) || index % oneIn === 0);
    const recorded: RecordedHistory = {
      decisionVersion: DECISION_VERSION,
      seed,
      header: initialHeader,
      plan: frozen.plan,
      chunks,
      ...(wavesWithSettings.size === 0 ? {} : { wavesWithSettings: [...wavesWithSettings] }),
      events: history,
      decisions: kept.map((decision) => toRecorded(decision, history)),
    };
    const text = historyText(recorded);
    const name = `seed-${seed}-${executionId.slice(0, 11)}`;
    // One that is kept is never replaced: the nights of its seed were others then.
    if (text.length > BYTES_MAX || existsSync(join(folder, `${name}.json`))) continue;
    candidates.push({ name, text, kinds: kindsIn(recorded) });
  }
}

const kept = recordedFiles()
  .map((file) => readHistory(textOf(file)))
  .filter(({ decisionVersion }) => decisionVersion === DECISION_VERSION);
const missing = new Set(candidates.flatMap(({ kinds }) => [...kinds]));
for (const kind of kept.flatMap((history) => [...kindsIn(history)])) missing.delete(kind);
while (missing.size > 0) {
  const gain = ({ kinds }: Candidate): number => [...kinds].filter((kind) => missing.has(kind)).length;
  const best = candidates.reduce((a, b) => (gain(b) / b.text.length > gain(a) / a.text.length ? b : a));
  for (const kind of best.kinds) missing.delete(kind);
  writeFileSync(join(folder, `${best.name}.json`), `${best.text}\n`);
  process.stdout.write(`${best.name}: ${best.text.length} bytes, ${best.kinds.size} kinds\n`);
}
const frozen = { ...digestsOf(recordedFiles()), ...readFrozen() };
const sorted = Object.fromEntries(Object.entries(frozen).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(frozenFile, `${JSON.stringify(sorted, null, 2)}\n`);
