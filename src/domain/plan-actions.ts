/** What can be wrong in the actions of a plan, across fields and waves. */
import { listWords, runWords, serverWords, wordsIn } from './action-words.ts';
import { limits } from './limits.ts';
import type { FieldError, RecoveryPlanDocument, WaveDocument } from './model/plan-file.ts';
import type { WaveAction } from './model/wave-action.ts';
import { nameKey } from './plan-names.ts';
import { maskedFields, namesUser } from './plan-secrets.ts';
import type { KnownGroup } from './plan-servers.ts';

const phases = ['before', 'after'] as const;

interface PlacedAction {
  readonly action: WaveAction;
  readonly path: FieldError['path'];
}

interface PlacedInWave extends PlacedAction {
  readonly phase: (typeof phases)[number];
}

export function actionErrors(
  { waves, afterCleanUp = [] }: Pick<RecoveryPlanDocument, 'waves' | 'afterCleanUp'>,
  groups: ReadonlyMap<string, KnownGroup>,
): readonly FieldError[] {
  const errors = waves.flatMap((wave, waveNumber) => {
    const placed = actionsOf(wave, waveNumber);
    return [
      ...repeatedNames(placed, 'the wave'),
      ...placed.flatMap((one) => [...wordErrors(one), ...maskErrors(one), ...placeErrors(one, wave, groups)]),
    ];
  });
  const later = afterCleanUp.map((action, index): PlacedAction => ({ action, path: ['afterCleanUp', index] }));
  const all = [
    ...errors,
    ...repeatedNames(later, 'the list'),
    ...later.flatMap((one) => [...cleanUpErrors(one), ...maskErrors(one)]),
  ];
  const count = waves.reduce((sum, wave, waveNumber) => sum + actionsOf(wave, waveNumber).length, later.length);
  if (count <= limits.actionsPerPlan) return all;
  return [...all, { path: ['waves'], message: `${count} actions in one plan; at most ${limits.actionsPerPlan}` }];
}

const actionsOf = ({ actions }: WaveDocument, waveNumber: number): readonly PlacedInWave[] =>
  phases.flatMap((phase) =>
    (actions?.[phase] ?? []).map((action, index) => ({
      action,
      phase,
      path: ['waves', waveNumber, 'actions', phase, index],
    })),
  );

/** The servers are gone by then: nothing runs on them, and nothing tells where anything else runs. */
function cleanUpErrors({ action, path }: PlacedAction): readonly FieldError[] {
  if (action.kind === 'SSM_COMMAND') {
    return [{ path: [...path, 'kind'], message: 'runs on launched instances: there are none after a clean-up' }];
  }
  if ((action.kind === 'SSM_AUTOMATION' || action.kind === 'LAMBDA') && !(action.accountId && action.region)) {
    const missing = action.accountId === undefined ? 'accountId' : 'region';
    return [{ path: [...path, missing], message: 'is needed here: no server says any more where it runs' }];
  }
  return textErrors(action, path, runWords);
}

/** An approval is given by its name. */
function repeatedNames(placed: readonly PlacedAction[], where: string): readonly FieldError[] {
  const seen = new Set<string>();
  return placed.flatMap(({ action, path }) => {
    const key = nameKey(action.actionName);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const message = `${where} has another action named "${action.actionName}" (upper and lower case are the same)`;
    return [{ path: [...path, 'actionName'], message }];
  });
}

/** Before the launch there are no instances. */
function wordErrors({ action, phase, path }: PlacedInWave): readonly FieldError[] {
  const text = textOf(action);
  if (text === undefined) return commandErrors({ action, phase, path });
  const errors = textErrors(action, path, [...serverWords, ...runWords]);
  const early = wordsIn(text.value).find((word) => serverWords.some((own) => own === word));
  return errors.length === 0 && phase === 'before' && early !== undefined
    ? [{ path: [...path, text.field], message: `{${early}} is not known before the launch` }]
    : errors;
}

const textOf = (action: WaveAction): { readonly field: string; readonly value: string } | undefined => {
  if (action.kind === 'HTTP_CHECK') return { field: 'url', value: action.url };
  return action.kind === 'TCP_CHECK' ? { field: 'host', value: action.host } : undefined;
};

/** A word that nothing stands for would be sent as it is. */
function textErrors(action: WaveAction, path: FieldError['path'], known: readonly string[]): readonly FieldError[] {
  const text = textOf(action);
  if (text === undefined) return [];
  const field = [...path, text.field];
  const unknown = wordsIn(text.value).find((word) => !known.includes(word));
  if (unknown !== undefined) {
    return [
      { path: field, message: `unknown word {${unknown}}; known are ${known.map((word) => `{${word}}`).join(', ')}` },
    ];
  }
  if (action.kind !== 'HTTP_CHECK') return [];
  if (!/^https?:\/\//.test(text.value)) return [{ path: field, message: 'begins with http:// or https://' }];
  return namesUser(text.value) ? [{ path: field, message: 'must not hold a user name or password' }] : [];
}

/** Who may not change plans is shown them so. */
const maskErrors = ({ action, path }: PlacedAction): readonly FieldError[] =>
  maskedFields(action).map((field) => ({ path: [...path, ...field], message: 'this is masked: give it whole' }));

function commandErrors({ action, phase, path }: PlacedInWave): readonly FieldError[] {
  if (action.kind === 'SSM_COMMAND' && phase === 'before') {
    return [{ path: [...path, 'kind'], message: 'runs on the launched instances: there are none before the launch' }];
  }
  if (!('parameters' in action) || phase === 'after') return [];
  const lists: readonly string[] = listWords;
  return Object.entries(action.parameters).flatMap(([name, values]) =>
    values
      .flatMap(wordsIn)
      .filter((word) => word !== 'sourceServerIds' && lists.includes(word))
      .map((word) => ({ path: [...path, 'parameters', name], message: `{${word}} is not known before the launch` })),
  );
}

/** Where it runs must be clear: named, or the one place of the wave's groups. */
function placeErrors(
  { action, path }: PlacedAction,
  wave: WaveDocument,
  groups: ReadonlyMap<string, KnownGroup>,
): readonly FieldError[] {
  if (action.kind !== 'SSM_AUTOMATION' && action.kind !== 'LAMBDA') return [];
  const { accountId, region } = action;
  if ((accountId === undefined) !== (region === undefined)) {
    const missing = accountId === undefined ? 'accountId' : 'region';
    return [{ path: [...path, missing], message: 'accountId and region are named together, or not at all' }];
  }
  const places = new Set(
    wave.protectionGroups.flatMap((name) => {
      const group = groups.get(nameKey(name));
      return group === undefined ? [] : [`${group.accountId}/${group.region}`];
    }),
  );
  return accountId === undefined && places.size > 1
    ? [{ path, message: `the wave's groups lie in ${[...places].join(' and ')}: name accountId and region` }]
    : [];
}
