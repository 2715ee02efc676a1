/** Waves that a start would begin, and that can only fail: by their servers, or by what must be done around their launch. */
import { drsChanges, templateChanges } from '../../domain/launch-settings-drift.ts';
import type { ExecutionType } from '../../domain/model/execution.ts';
import type { PlanWave, RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import type { RosterChunk } from '../../domain/model/roster.ts';
import { scopeKey } from '../../domain/model/scope.ts';
import { type StartWarning, startWarning } from '../../domain/model/start-check.ts';
import type { WaveAction } from '../../domain/model/wave-action.ts';
import { countOf, firstFew, serverLabel, waveLabel } from '../../domain/names.ts';
import { WAVE_WOULD_FAIL } from '../../domain/start-findings.ts';
import type { Denial } from './look-at-permissions.ts';
import type { SettingsFindings } from './look-at-settings.ts';

/** What a launch, its launch settings and the actions of a plan would meet. */
export interface Obstacles {
  readonly denials: readonly Denial[];
  readonly drifted: SettingsFindings['drifted'];
  /** Why, of each action whose address is never asked. */
  readonly refused: ReadonlyMap<WaveAction, string>;
}

/** Without a type: in an execution of either. */
export const hopelessWaves = (
  { waves }: RecoveryPlan,
  chunks: readonly RosterChunk[],
  warnings: readonly StartWarning[],
  obstacles: Obstacles,
  executionType: ExecutionType | undefined,
): readonly StartWarning[] => {
  const unfit = new Set(
    warnings.flatMap(({ code, sourceServerId }) => (code === 'CANNOT_LAUNCH' ? [sourceServerId] : [])),
  );
  return waves.flatMap((wave) => {
    const own = chunks.filter(({ waveNumber }) => waveNumber === wave.waveNumber);
    const reasons = [
      ...settingsReasons(own, obstacles),
      ...launchReasons(wave, own, unfit, obstacles),
      ...actionReasons(wave, obstacles, executionType),
    ];
    if (reasons.length === 0) return [];
    const then = {
      stop: 'and no wave after it would start',
      pause: 'and a person would have to decide',
      continue: 'and the plan would go on',
    };
    const message = `${waveLabel(wave)} would FAIL, ${then[wave.onFailure]}: ${firstFew(reasons)}`;
    return [startWarning(WAVE_WOULD_FAIL, message)];
  });
};

const launchReasons = (
  { minSuccessPercent }: PlanWave,
  chunks: readonly RosterChunk[],
  unfit: ReadonlySet<string | undefined>,
  { denials }: Obstacles,
): readonly string[] => {
  const denied = new Map(
    denials.flatMap(({ permission, place, message }) =>
      permission === 'drs:StartRecovery' ? [[place, message] as const] : [],
    ),
  );
  const servers = chunks.flatMap((chunk) => chunk.servers.map((server) => ({ ...server, place: scopeKey(chunk) })));
  const left = servers.filter(({ sourceServerId, place }) => !unfit.has(sourceServerId) && !denied.has(place)).length;
  const isEnough = left === servers.length || (left > 0 && left * 100 >= minSuccessPercent * servers.length);
  if (isEnough) return [];
  const count = `${left} of ${countOf(servers.length, 'server')} can be launched, and at least ${minSuccessPercent} % are wanted`;
  return [count, ...new Set(servers.flatMap(({ place }) => denied.get(place) ?? []))];
};

/** Of servers that AWS has as wanted nothing is changed, so nothing is missed there. */
const settingsReasons = (chunks: readonly RosterChunk[], { denials, drifted }: Obstacles): readonly string[] => {
  const own = new Set(chunks.flatMap(({ servers }) => servers.map(({ sourceServerId }) => sourceServerId)));
  const met = drifted.flatMap((server) => {
    const needed = [
      ...(drsChanges(server.wanted, server.drift) === undefined ? [] : changesOfDrs),
      ...(templateChanges(server.wanted, server.drift) === undefined ? [] : changesOfTemplates),
    ];
    const denial = denials.find(({ place, permission }) => place === server.place && needed.includes(permission));
    return denial === undefined || !own.has(server.sourceServerId) ? [] : [{ server, message: denial.message }];
  });
  return [...Map.groupBy(met, ({ message }) => message)].map(([message, alike]) => {
    const labels = firstFew(
      alike.map(({ server }) => serverLabel(server)),
      5,
      ', ',
    );
    return `the launch settings of ${labels} cannot be applied before it: ${message}`;
  });
};

const changesOfDrs = ['drs:UpdateLaunchConfiguration'];
const changesOfTemplates = ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'];

const actionReasons = (
  { actions }: PlanWave,
  { denials, refused }: Obstacles,
  executionType: ExecutionType | undefined,
): readonly string[] =>
  [...(actions?.before ?? []), ...(actions?.after ?? [])].flatMap((action) => {
    const { kind, actionName, required, executionTypes } = action;
    if (!required || (executionType !== undefined && !executionTypes.includes(executionType))) return [];
    const denial = denials.find(({ waveAction, permission }) => waveAction === action && permission !== askedAgain);
    const reason = refused.get(action) ?? denial?.message;
    const [only, ...others] = executionTypes;
    const when = only === undefined || others.length > 0 ? '' : `, in a ${only},`;
    return reason === undefined ? [] : [`${kind} "${actionName}"${when} would fail: ${reason}`];
  });

/** Only a command whose reply was lost is looked for. */
const askedAgain = 'ssm:ListCommands';
