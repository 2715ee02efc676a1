/** Where AWS differs from the launch settings of the plan's servers, as far as one look gets. */
import { limits } from '../../domain/limits.ts';
import type { Refusal } from '../../domain/model/execution.ts';
import type { Instant } from '../../domain/model/identifiers.ts';
import type { FieldDrift, ServerDrift } from '../../domain/model/launch-settings-view.ts';
import { scopeKey } from '../../domain/model/scope.ts';
import { type StartWarning, startWarning } from '../../domain/model/start-check.ts';
import { countOf, serverLabel } from '../../domain/names.ts';
import { addSeconds, isBefore, secondsBetween } from '../../domain/time.ts';
import type { ItemReader } from '../../ports/item-store.ts';
import { readDrift } from '../launch-settings/read-drift.ts';
import type { SettingsTarget } from '../launch-settings/settings-targets.ts';
import type { ScopeServers } from '../resolve-plan.ts';
import type { Compared, ComparedSettings } from './compared-settings.ts';
import { allFindings, type Findings, notLookedAt } from './findings.ts';
import type { PlanLooks } from './plan-looks.ts';
import { wavesOfSettings } from './waves-of-settings.ts';

interface LookPorts extends Pick<PlanLooks, 'launchSettings' | 'clock'> {
  readonly compared: ComparedSettings;
  readonly store: ItemReader;
}

export interface SettingsFindings extends Findings {
  /** Those that a wave changes before it launches them, with their account and Region as `scopeKey` says it. */
  readonly drifted: readonly (ServerDrift & { readonly place: string })[];
}

export const lookAtSettings = async (
  ports: LookPorts,
  launched: readonly ScopeServers[],
  targets: ReadonlyMap<string, readonly SettingsTarget[]>,
): Promise<SettingsFindings> => {
  const found = await Promise.all(
    launched.map((there) => lookAtScope(ports, there, targets.get(scopeKey(there.scope)) ?? [])),
  );
  return { ...allFindings(found), drifted: found.flatMap(({ drifted }) => drifted) };
};

/** Those that nobody has compared come first, then those compared longest ago. */
const lookAtScope = async (
  { launchSettings, clock, compared, store }: LookPorts,
  { scope }: ScopeServers,
  targets: readonly SettingsTarget[],
): Promise<SettingsFindings> => {
  const start = clock.now();
  const lastMoment = addSeconds(start, limits.settingsLookSeconds);
  const inTurn = targets
    .map((target) => ({ target, before: compared.find(scope, target, start) }))
    .toSorted((a, b) => timeOf(a.before) - timeOf(b.before));
  const asked: Compared[] = [];
  const refused = new Set<string>();
  const reading = { launchSettings: notingRefusals(launchSettings, refused), store };
  while (asked.length < inTurn.length && (asked.length === 0 || isBefore(clock.now(), lastMoment))) {
    const some = inTurn.slice(asked.length, asked.length + limits.launchSettingsAtOnce);
    const comparedTime = clock.now();
    const found = await readDrift(
      reading,
      scope,
      some.map(({ target }) => target),
    );
    asked.push(...found.map((drift) => ({ drift, comparedTime })));
  }
  compared.keep(scope, asked, clock.now());
  const read = asked.map(({ drift }) => drift);
  const left = inTurn.slice(asked.length);
  const earlier = left.flatMap(({ before }) => before ?? []);
  const unasked = left.flatMap(({ target, before }) => (before === undefined ? [target] : []));
  const known = [...read, ...earlier.map(({ drift }) => drift)];
  return {
    warnings: [
      ...known.flatMap((drift) => [...driftWarning(drift), ...leftWarning(drift), ...intoWarning(drift)]),
      // What AWS refuses to tell now, it will refuse the wave too.
      ...wavesOfSettings(
        read.filter(({ sourceServerId }) => refused.has(sourceServerId)),
        'AWS refuses the launch settings of',
      ),
      ...earlierWarning(earlier, clock.now()),
    ],
    unknown: [...unreadServers(read, refused), ...unaskedServers(unasked, targets.length)],
    drifted: known.filter(({ state }) => state === 'DRIFTED').map((drift) => ({ ...drift, place: scopeKey(scope) })),
  };
};

/** The same service; `refused` gets the servers of which AWS refuses to tell. */
const notingRefusals = (
  { readLaunchSettings }: PlanLooks['launchSettings'],
  refused: Set<string>,
): PlanLooks['launchSettings'] => ({
  readLaunchSettings: async (scope, sourceServerId) => {
    const answer = await readLaunchSettings(scope, sourceServerId);
    if (!answer.ok && !answer.failure.retryable) refused.add(sourceServerId);
    return answer;
  },
});

const timeOf = (before: Compared | undefined): number => (before === undefined ? 0 : Date.parse(before.comparedTime));

const earlierWarning = (earlier: readonly Compared[], now: Instant): readonly StartWarning[] => {
  if (earlier.length === 0) return [];
  const age = Math.max(...earlier.map(({ comparedTime }) => Math.ceil(secondsBetween(comparedTime, now))));
  const message = `the launch settings of ${countOf(earlier.length, 'server')} were compared up to ${age} s ago, and not again now`;
  return [startWarning('SETTINGS_COMPARED_EARLIER', message)];
};

const driftWarning = (server: ServerDrift): readonly StartWarning[] => {
  if (server.state !== 'DRIFTED') return [];
  const message = `${serverLabel(server)}: AWS differs from its launch settings: ${server.drift.map(fieldText).join('; ')}`;
  return [startWarning('SETTINGS_DIFFER', message, server.sourceServerId)];
};

/** A wave launches with them all the same. */
const leftWarning = (server: ServerDrift): readonly StartWarning[] => {
  if (server.noLongerSet.length === 0) return [];
  const left = server.noLongerSet.map(({ field, found }) => `${field} is still ${JSON.stringify(found)}`).join('; ');
  const message = `${serverLabel(server)}: no longer set by its group, and AWS has not changed it: ${left}`;
  return [startWarning('SETTINGS_LEFT', message, server.sourceServerId)];
};

/** No start looks at it: nothing but this says so before its volumes are gone. */
const intoWarning = (server: ServerDrift): readonly StartWarning[] => {
  const { sourceServerId, launchesInto } = server;
  if (launchesInto === undefined) return [];
  const message = `${serverLabel(server)} is launched into ${launchesInto}, which no group of the plan names: DRS replaces its volumes`;
  return [startWarning('VOLUMES_REPLACED', message, sourceServerId)];
};

const fieldText = ({ field, wanted, found }: FieldDrift): string =>
  `${field} is ${found === undefined ? 'not set' : JSON.stringify(found)}, not ${JSON.stringify(wanted)}`;

/** What AWS says to many servers alike is one reason. */
const unreadServers = (read: readonly ServerDrift[], refused: ReadonlySet<string>): readonly Refusal[] => {
  const unread = read.filter(({ state }) => state === 'UNKNOWN');
  return [...Map.groupBy(unread, ({ message = '' }) => message)].map(([message, servers]) => {
    const found = notLookedAt(
      `${message}: so the launch settings of ${countOf(servers.length, 'server')} are not compared`,
      servers.map(({ sourceServerId }) => sourceServerId),
    );
    const isRefused = servers.some(({ sourceServerId }) => refused.has(sourceServerId));
    return isRefused ? { ...found, remedy: 'Mend what AWS names, and check again: their waves would FAIL.' } : found;
  });
};

const unaskedServers = (left: readonly SettingsTarget[], total: number): readonly Refusal[] =>
  left.length === 0
    ? []
    : [
        {
          ...notLookedAt(
            `the launch settings of ${countOf(left.length, 'further server')} were not compared within ${limits.settingsLookSeconds} s: ${total - left.length} of ${total} are`,
            left.map(({ sourceServerId }) => sourceServerId),
          ),
          remedy: 'Check again: it goes on with them. A start would go on without knowing it.',
        },
      ];
