/** What can be wrong in the actions of a plan, across fields and waves. */
import { listWords, runWords, serverWords, wordsIn } from './action-words.ts';
import { limits } from './limits.ts';
import type { FieldError, WaveDocument } from './model/plan-file.ts';
import type { WaveAction } from './model/wave-action.ts';
import { nameKey } from './plan-names.ts';
import type { KnownGroup } from './plan-servers.ts';

const phases = ['before', 'after'] as const;

interface PlacedAction {
  readonly action: WaveAction;
  readonly phase: (typeof phases)[number];
  readonly path: FieldError['path'];
}

export function actionErrors(
  waves: readonly WaveDocument[],
  groups: ReadonlyMap<string, KnownGroup>,
): readonly FieldError[] {
  const errors = waves.flatMap((wave, waveNumber) => {
    const placed = actionsOf(wave, waveNumber);
    return [
      ...repeatedNames(placed),
      ...placed.flatMap((one) => [...wordErrors(one), ...placeErrors(one, wave, groups)]),
    ];
  });
  const count = waves.reduce((sum, wave, waveNumber) => sum + actionsOf(wave, waveNumber).length, 0);
  if (count <= limits.actionsPerPlan) return errors;
  return [...errors, { path: ['waves'], message: `${count} actions in one plan; at most ${limits.actionsPerPlan}` }];
}

const actionsOf = ({ actions }: WaveDocument, waveNumber: number): readonly PlacedAction[] =>
  phases.flatMap((phase) =>
    (actions?.[phase] ?? []).map((action, index) => ({
      action,
      phase,
      path: ['waves', waveNumber, 'actions', phase, index],
    })),
  );

/** An approval is given by its name. */
function repeatedNames(placed: readonly PlacedAction[]): readonly FieldError[] {
  const seen = new Set<string>();
  return placed.flatMap(({ action, path }) => {
    const key = nameKey(action.actionName);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const message = `the wave has another action named "${action.actionName}" (upper and lower case are the same)`;
    return [{ path: [...path, 'actionName'], message }];
  });
}

/** A word that nothing stands for would be sent as it is; before the launch there are no instances. */
function wordErrors({ action, phase, path }: PlacedAction): readonly FieldError[] {
  const text = action.kind === 'HTTP_CHECK' ? action.url : action.kind === 'TCP_CHECK' ? action.host : undefined;
  if (text === undefined) return commandErrors({ action, phase, path });
  const field = [...path, action.kind === 'HTTP_CHECK' ? 'url' : 'host'];
  const known: readonly string[] = [...serverWords, ...runWords];
  const unknown = wordsIn(text).find((word) => !known.includes(word));
  if (unknown !== undefined) {
    return [
      { path: field, message: `unknown word {${unknown}}; known are ${known.map((word) => `{${word}}`).join(', ')}` },
    ];
  }
  const early = wordsIn(text).find((word) => serverWords.some((own) => own === word));
  if (phase === 'before' && early !== undefined) {
    return [{ path: field, message: `{${early}} is not known before the launch` }];
  }
  return action.kind === 'HTTP_CHECK' && !/^https?:\/\//.test(text)
    ? [{ path: field, message: 'begins with http:// or https://' }]
    : [];
}

function commandErrors({ action, phase, path }: PlacedAction): readonly FieldError[] {
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
