/**
 * I7: a night in which processes died ends as the same night in which none did. Only what an adopted job launched is left
 * by a clean-up that comes by itself, for it might be somebody else's: where it is there still, and people were told so.
 */
import { z } from 'zod';
import type { NightReport } from './live-night.ts';
import type { Mirrored } from './mirror.ts';

export type Ended = Pick<NightReport, 'ends' | 'executions' | 'left'>;

/** A message names so many instances at most. */
const NAMED_MAX = 20;

const endSchema = z.tuple([z.string(), z.array(z.string()), z.array(z.string())]);

/** What is different, a line each. */
export const differencesBetween = (undisturbed: Ended, killed: Ended): readonly string[] => {
  const wanted = endsByRun(undisturbed);
  const found = endsByRun(killed);
  const names = namesOf(killed.executions);
  const excused = new Set<string>();
  for (const { executionId, state } of killed.executions) {
    const left = comesByItself(state) ? leftAsTold(killed, state.header.relatedExecutionId, undisturbed) : [];
    const run = names.get(executionId) ?? '';
    const end = wanted.get(run);
    if (end === undefined || left.length === 0) continue;
    const withoutLeft = endWithout(end, new Set(left));
    wanted.set(run, withoutLeft.end);
    for (const sourceServerId of withoutLeft.excused) excused.add(sourceServerId);
  }
  const runs = [...new Set([...wanted.keys(), ...found.keys()])].flatMap((run) => {
    const [mustBe = 'not at all', is = 'not at all'] = [wanted.get(run), found.get(run)];
    return mustBe === is ? [] : [`I7: ${run} must end ${mustBe}, and ends ${is}`];
  });
  const jobs = undisturbed.left.jobs.filter(
    (job) => !(job.startsWith('TERMINATE ') && excused.has(job.slice('TERMINATE '.length))),
  );
  const instances = [...new Set([...undisturbed.left.instances.keys(), ...excused])];
  return [
    ...runs,
    ...unequal('DRS has jobs', jobs, killed.left.jobs),
    ...unequal('there are instances of', instances, [...killed.left.instances.keys()]),
  ];
};

const endsByRun = ({ ends, executions }: Ended): Map<string, string> => {
  const names = namesOf(executions);
  return new Map(executions.map(({ executionId }, index) => [names.get(executionId) ?? '', ends[index] ?? '']));
};

/** By id, the same in both nights: executions have ids, and an order, of their own in each. What it follows came before. */
const namesOf = (executions: readonly Mirrored[]): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  const alike = new Map<string, number>();
  for (const { executionId, state } of executions) {
    const { planName, purpose = 'LAUNCH', initiatedBy, relatedExecutionId = '' } = state.header;
    const name = [`${purpose} of ${planName} by ${initiatedBy}`, names.get(relatedExecutionId) ?? []]
      .flat()
      .join(' after ');
    const number = 1 + (alike.get(name) ?? 0);
    alike.set(name, number);
    names.set(executionId, number > 1 ? `${name}, number ${number}` : name);
  }
  return names;
};

const comesByItself = ({ header }: Mirrored['state']): boolean =>
  header.purpose === 'CLEAN_UP' && header.initiatedBy === 'Breakwater';

/**
 * Servers whose instance an adopted job of the drill made, which are there still, and which people were told of. What was
 * there before, and launched into, stays in either night.
 */
const leftAsTold = (
  { executions, left }: Ended,
  drillId: string | undefined,
  undisturbed: Ended,
): readonly string[] => {
  const drill = executions.find(({ executionId }) => executionId === drillId);
  const there = (drill?.state.jobs ?? [])
    .filter(({ adopted }) => adopted === true)
    .flatMap(({ servers }) => servers)
    .flatMap(({ sourceServerId, recoveryInstanceId = 'none' }) =>
      left.instances.get(sourceServerId) === recoveryInstanceId && !undisturbed.left.instances.has(sourceServerId)
        ? [{ sourceServerId, recoveryInstanceId }]
        : [],
    );
  const text = left.told
    .filter(({ notificationId }) => notificationId.startsWith(`${drillId}/clean-up-given-up-`))
    .map((message) => message.text)
    .join('\n');
  const named = there.filter(({ recoveryInstanceId }) => text.includes(recoveryInstanceId));
  return named.length < Math.min(there.length, NAMED_MAX) ? [] : there.map(({ sourceServerId }) => sourceServerId);
};

/** Of a clean-up that terminated these servers' instances, too: without them. Of nothing else it is refused. */
const endWithout = (
  end: string,
  left: ReadonlySet<string>,
): { readonly end: string; readonly excused: readonly string[] } => {
  const [status, waves, servers] = endSchema.parse(JSON.parse(end));
  const excused = [...left].filter((id) => servers.includes(`${id} TERMINATED`));
  const others = servers.filter((server) => !excused.some((id) => server === `${id} TERMINATED`));
  if (excused.length > 0 && others.length === 0) return { end: JSON.stringify(['REFUSED', [], []]), excused };
  return { end: JSON.stringify([status, waves, others]), excused };
};

const unequal = (what: string, wanted: readonly string[], found: readonly string[]): readonly string[] => {
  const [tooFew, tooMany] = [without(wanted, found), without(found, wanted)];
  return [
    ...(tooFew.length === 0 ? [] : [`I7: undisturbed ${what} ${tooFew.join(', ')}, and now not`]),
    ...(tooMany.length === 0 ? [] : [`I7: ${what} ${tooMany.join(', ')}, and undisturbed not`]),
  ];
};

/** What of all is not among the others, each as often as it is there. */
const without = (all: readonly string[], others: readonly string[]): readonly string[] => {
  const left = [...others];
  return all.filter((each) => {
    const position = left.indexOf(each);
    if (position !== -1) left.splice(position, 1);
    return position === -1;
  });
};
