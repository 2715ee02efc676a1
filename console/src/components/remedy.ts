/** What can be done, said as it is done here. The API's own remedies are for whoever writes requests and commands, too. */

interface Found {
  /** Open: further ones may come. */
  readonly code: string;
  readonly remedy: string;
}

/** Where the API names a field or a command: the field, box or button of the console that does it. */
const here: Readonly<Record<string, string>> = {
  LIVE_INSTANCE: 'If that is meant, check the box of each in the dialogue that starts it; otherwise leave them alone.',
  EXISTING_INSTANCE: 'Mend the instance, or the existing instance that the launch settings of its group name.',
  WAVE_WOULD_FAIL:
    'Mend what is named, or edit the wave in its plan: how many servers must launch, what comes when it fails, its servers, or its actions. A start is not refused for it, since the servers that can be launched are, up to that wave and in it.',
  SETTINGS_DIFFER:
    'None needed: they are applied before the wave. To have it done beforehand: Apply, on the page of the group’s launch settings.',
  SETTINGS_COMPARED_EARLIER: 'None needed. To have the oldest compared again: Look again.',
  LEFT_ALONE: 'Check the box of an adopted one, if it is to go; look at the others in DRS and EC2.',
};

export const remedyHere = ({ code, remedy }: Found): string => here[code] ?? remedy;

/** Nothing has to be done about it: the API says so first. */
export const isCalm = ({ remedy }: Found): boolean => remedy.startsWith('None needed');
