/** What of a plan may be secret: it is masked for who may not change the plan, and wherever a change is told. */
import { listWords, runWords, serverWords } from './action-words.ts';
import type { FieldError } from './model/plan-file.ts';
import { isMaskedUrl, MASK, maskedUrl, type PlanNotifications } from './model/plan-notifications.ts';
import type { WaveAction } from './model/wave-action.ts';

interface WithSecrets {
  readonly notifications?: PlanNotifications | undefined;
  /** Absent in a summary. */
  readonly waves?: readonly WaveWithActions[] | undefined;
  readonly afterCleanUp?: readonly WaveAction[] | undefined;
}

interface WaveWithActions {
  readonly actions?: { readonly before: readonly WaveAction[]; readonly after: readonly WaveAction[] } | undefined;
}

/**
 * The plan without the path of its webhook, the query values of its checks, and the values that its functions and
 * documents are given. Which there are, stays: a change of the rest is told alike.
 */
export const maskedPlan = <Plan extends WithSecrets>(plan: Plan): Plan => {
  const { notifications, waves, afterCleanUp } = plan;
  const url = notifications?.webhookUrl;
  return {
    ...plan,
    ...(url !== undefined && { notifications: { ...notifications, webhookUrl: maskedUrl(url) } }),
    ...(waves !== undefined && { waves: waves.map(maskedWave) }),
    ...(afterCleanUp !== undefined && { afterCleanUp: afterCleanUp.map(maskedAction) }),
  };
};

/** Whether it holds anything masked: it cannot be saved. */
export const isMaskedPlan = ({ notifications, waves = [], afterCleanUp = [] }: WithSecrets): boolean =>
  isMaskedUrl(notifications?.webhookUrl ?? '') ||
  [...waves.flatMap(({ actions }) => [...(actions?.before ?? []), ...(actions?.after ?? [])]), ...afterCleanUp].some(
    (action) => maskedFields(action).length > 0,
  );

/** Fields of the action that hold nothing but a mask, as somebody was shown them. */
export const maskedFields = (action: WaveAction): readonly FieldError['path'][] => {
  if (action.kind === 'HTTP_CHECK') return isMaskedUrl(action.url) ? [['url']] : [];
  return Object.entries(givenTo(action)).flatMap(([field, values]) =>
    Object.entries(values).flatMap(([name, value]) => ([value].flat().some(isMaskedText) ? [[field, name]] : [])),
  );
};

/** Values by name, by the field that holds them. */
const givenTo = (action: WaveAction): Readonly<Record<string, Readonly<Record<string, string | string[]>>>> => {
  if (action.kind === 'LAMBDA') return { input: action.input };
  return 'parameters' in action ? { parameters: action.parameters } : {};
};

/** `https://ops:secret@…`, in whatever words the host is: a text with words in braces is no URL yet. */
const userOfUrl = /^(https?:[/\\]*)[^/\\?#]*@/i;

export const namesUser = (url: string): boolean => userOfUrl.test(url);

const maskedWave = <Wave extends WaveWithActions>(wave: Wave): Wave => {
  const { actions } = wave;
  if (actions === undefined) return wave;
  return { ...wave, actions: { before: actions.before.map(maskedAction), after: actions.after.map(maskedAction) } };
};

const maskedAction = (action: WaveAction): WaveAction => {
  switch (action.kind) {
    case 'HTTP_CHECK':
      return { ...action, url: maskedCheckUrl(action.url) };
    case 'LAMBDA':
      return { ...action, input: mapValues(action.input, maskedText) };
    case 'SSM_AUTOMATION':
    case 'SSM_COMMAND':
      return { ...action, parameters: mapValues(action.parameters, (texts) => texts.map(maskedText)) };
    default:
      return action;
  }
};

const mapValues = <Value>(values: Readonly<Record<string, Value>>, change: (value: Value) => Value) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));

/** Its path tells what is asked, and stays. Older plans may name a user. */
const maskedCheckUrl = (url: string): string =>
  url
    .replace(userOfUrl, `$1${MASK}@`)
    .replace(/\?[^#]*/, (query) => `?${query.slice(1).split('&').map(maskedPair).join('&')}`)
    .replace(/#.+/s, `#${MASK}`);

const maskedPair = (pair: string): string => {
  const start = pair.indexOf('=') + 1;
  return `${pair.slice(0, start)}${maskedText(pair.slice(start))}`;
};

const knownWord = new RegExp(`(?<!\\{)(\\{(?:${[...serverWords, ...runWords, ...listWords].join('|')})\\})(?!\\})`);

/** Words in braces are the same in every plan: `…{privateIp}`. */
const maskedText = (text: string): string =>
  text
    .split(knownWord)
    .map((part) => (part === '' || knownWord.test(part) ? part : MASK))
    .join('');

const isMaskedText = (text: string): boolean => text.includes(MASK) && maskedText(text) === text;
