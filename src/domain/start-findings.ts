/**
 * Everything that a look before a start can find, by code: the one table. docs/reference/start-check.md is made from it,
 * and what does not refuse a start takes its remedy from here.
 */

/** BLOCKER: a start is refused. WARNING: it is not. UNKNOWN: AWS did not say, so nothing is known either way. */
export type Severity = 'BLOCKER' | 'WARNING' | 'UNKNOWN';

interface FindingKind {
  readonly severity: Severity;
  readonly cause: string;
  readonly remedy: string;
}

const blockers = {
  LIVE_INSTANCE: {
    cause:
      'A launch would make DRS delete an instance that is not a drill’s, or one that was there before DRS launched into it, and nobody accepted that',
    remedy: 'Accept its deletion by name, or leave it alone.',
  },
  SERVER_LOCKED: {
    cause: 'Another execution holds the server; it is named, with since when',
    remedy: 'Wait for its end, or cancel it.',
  },
  SERVER_NOT_FOUND: {
    cause: 'DRS does not know a server of a group in that account and Region',
    remedy: 'Correct the group.',
  },
  NO_SERVERS: { cause: 'No source server carries the tags of a group', remedy: 'Correct the tags.' },
  SERVER_NOT_IN_GROUP: {
    cause: 'A wave names servers that none of its groups has',
    remedy: 'Add them to a group of the wave, or take them out of the wave.',
  },
  SERVER_TWICE: {
    cause: 'Two groups or waves select the same server: its second launch deletes the first',
    remedy: 'Let only one of them select it.',
  },
  TOO_MANY_SERVERS: { cause: 'The plan selects more than 4,000 servers', remedy: 'Divide the plan.' },
  NOTHING_TO_LAUNCH: {
    cause: 'No server of the plan can be launched, and no gate, action or pause of it leaves time to mend that',
    remedy: 'Mend the replication of the servers in DRS.',
  },
  GROUP_NOT_FOUND: {
    cause: 'A group was deleted after the plan was saved',
    remedy: 'Correct the plan, or create the group again.',
  },
  EXISTING_INSTANCE: {
    cause:
      'The instance that a server is to be launched into is not there, is of another kind, lacks the tag `AWSDRS` = `AllowLaunchingIntoThisInstance`, or is to take two servers',
    remedy: 'Mend the instance, or `launchIntoInstanceId` of the server in its group.',
  },
  NO_RECOVERY_POINT: {
    cause: 'DRS keeps no recovery point of a server from the point in time or before',
    remedy: 'Ask for a later time, or for the latest data.',
  },
  POINT_IN_TIME_AHEAD: {
    cause: 'The point in time is yet to come',
    remedy: 'Give a time that has passed, or none.',
  },
  WAVE_NOT_FOUND: {
    cause: 'A point in time is given for a wave that the plan does not have',
    remedy: 'Correct its number.',
  },
} as const;

const warnings = {
  INSTANCE_DELETED: {
    cause: 'DRS deletes the instance of an earlier drill, or a live one that was accepted, as it launches the server',
    remedy: 'None needed, if nobody uses it any more.',
  },
  ACCEPTED_FOR_NOTHING: {
    cause: 'An instance is accepted for deletion that no launch would delete',
    remedy: 'Compare the id with those that the check names: it may be mistyped.',
  },
  VOLUMES_REPLACED: {
    cause:
      'A server is launched into an existing instance, whose volumes DRS replaces: because its group names that instance, or because somebody set it in DRS and no group does',
    remedy:
      'None needed, if nobody needs what is on them; no clean-up terminates the instance. If it is not meant, take it out of the group, and in DRS out of the launch settings of the server: a start does not look there.',
  },
  INSTANCE_NOT_STOPPED: {
    cause: 'The instance that a server is to be launched into is not stopped; DRS launches into a stopped one only',
    remedy: 'Stop it before its wave: while it runs, the wave fails before it launches anything.',
  },
  CANNOT_LAUNCH: {
    cause: 'DRS has nothing to launch the server from: stopped, disconnected, or without a recovery point',
    remedy: 'Mend its replication in DRS. The other servers of its wave start without it.',
  },
  REPLICATION_STALLED: {
    cause: 'Replication is stalled or paused: the server would come up with data as old as the lag',
    remedy: 'See in DRS why it does not go on; in a recovery, decide whether that age will do.',
  },
  RPO_MISSED: {
    cause: 'The replication lag is over the plan’s `rpoTargetSeconds`, or DRS does not tell it',
    remedy: 'See in DRS why it lags; in a recovery, decide whether that age will do.',
  },
  SERVER_IN_JOB: {
    cause: 'A DRS job that no execution of ours started holds the server; it is named, with since when',
    remedy: 'None needed: the server waits for the end of that job, the rest of its wave starts.',
  },
  QUOTA: {
    cause: 'More than DRS takes at once in that account and Region: jobs, or servers in all jobs',
    remedy: 'None needed: what does not fit starts later. To be faster, divide the plan over accounts or Regions.',
  },
  POINT_IN_TIME: {
    cause: 'The recovery points of a wave, and how long before the time asked for the oldest is',
    remedy: 'None needed, if that is near enough; otherwise choose another time.',
  },
  OTHER_PLAN: {
    cause: 'Another plan selects the same servers',
    remedy: 'None needed: whichever starts first holds them, and a start of the other is refused meanwhile.',
  },
  WAVE_WOULD_FAIL: {
    cause:
      'As things stand a wave can only end FAILED: too few of its servers can be launched, also for want of a permission; AWS cannot meet the launch settings that are applied before it, or refuses to tell or to change them; or a required action of it is denied, or asks a refused address',
    remedy:
      'Mend what is named, or change the plan: `minSuccessPercent`, `onFailure`, the servers of the wave, or its actions. A start is not refused for it, since the servers that can be launched are, up to that wave and in it.',
  },
  SETTINGS_UNMET: {
    cause:
      'AWS cannot meet a launch setting as it is now: there is no such subnet or security group, the type is not offered there, or an address lies outside of the subnet or is in use. Whoever saved it was not told: AWS has changed since, or could not be asked',
    remedy:
      'Correct what is named in the group, or mend it in AWS: otherwise its wave fails before it launches anything.',
  },
  SETTINGS_DIFFER: {
    cause: 'AWS differs from the launch settings of a server; each field is named',
    remedy: 'None needed: they are applied before the wave. To have it done beforehand: `apply-settings GROUP`.',
  },
  SETTINGS_LEFT: {
    cause:
      'A launch setting that Breakwater applied was taken out of the group since, and AWS still has it: the server is launched with it',
    remedy: 'None needed, if it may stay. Otherwise say in the group what is wanted instead, or change it in AWS.',
  },
  SETTINGS_COMPARED_EARLIER: {
    cause: 'The plan has more servers with launch settings than one check compares; the age of the rest is named',
    remedy: 'None needed. To have the oldest compared again: check again.',
  },
  PERMISSION_MISSING: {
    cause: 'The role that is used in an account may not do something that a run of the plan would do there',
    remedy: 'Allow it in the permissions of that role: the launches or actions that need it would fail, or end unseen.',
  },
  PROFILE_NOT_ASKED: {
    cause:
      'Launch settings name an instance profile of your own: DRS passes its role on with the rights of the role that is used in the account, and which role a profile has is not looked up',
    remedy:
      'See that the role that is used there is allowed iam:PassRole of it, for the service ec2.amazonaws.com: otherwise the launches fail. A drill is the proof.',
  },
  ADDRESS_REFUSED: {
    cause: 'A check of the plan names a link-local, metadata or own address, which is never asked',
    remedy: 'Correct the action: it would fail, and its wave with it when it is required.',
  },
  TARGET_MISSED: {
    cause: 'The last run of the plan missed its `rtoTargetMinutes` or `rpoTargetSeconds`',
    remedy: 'See the record of that run for what took long or did not come up; correct the plan, or its targets.',
  },
  ACTIONS_NOT_REDONE: {
    cause:
      'Of a follow-up: everything of a wave is up, or enough of it, and the wave failed all the same. Its actions are not done again for what is up; those that have not succeeded are named',
    remedy: 'Do by hand what they do, then open the gate at which the wave waits.',
  },
  GONE_ALREADY: { cause: 'Of a clean-up: the instance is terminated already', remedy: 'None needed.' },
  LEFT_ALONE: {
    cause:
      'Of a clean-up: the instance is not, or not certainly, what the execution launched; or it was there before, and DRS launched into it',
    remedy: 'Name an adopted one with `--include-adopted`; look at the others in DRS and EC2.',
  },
} as const;

const unknown = {
  CHECK_NOT_POSSIBLE: {
    cause:
      'AWS did not answer a check that the start makes too: it would wait for minutes, then be refused. Refused by AWS, it is a BLOCKER',
    remedy: 'Mend what AWS names, or wait until it answers.',
  },
  NOT_LOOKED_AT: {
    cause: 'AWS did not answer, or was not asked to the end, for something that a start does not need',
    remedy: 'Mend what AWS names, and check again. A start would go on without knowing it.',
  },
} as const;

export type StartWarningCode = keyof typeof warnings;

const kindsOf = (severity: Severity, found: Readonly<Record<string, Omit<FindingKind, 'severity'>>>) =>
  Object.entries(found).map(([code, kind]) => ({ code, severity, ...kind }));

/** In the order in which they matter. */
export const startFindings: readonly (FindingKind & { readonly code: string })[] = [
  ...kindsOf('BLOCKER', blockers),
  ...kindsOf('UNKNOWN', unknown),
  ...kindsOf('WARNING', warnings),
];

export const remedyOf = (code: StartWarningCode): string => warnings[code].remedy;

/** What alone among the warnings makes the verdict WOULD_FAIL. */
export const WAVE_WOULD_FAIL = 'WAVE_WOULD_FAIL' satisfies StartWarningCode;

/** Of something that a start does not need to know. */
export const NOT_LOOKED_AT = 'NOT_LOOKED_AT' satisfies keyof typeof unknown;
export const notLookedAtRemedy = unknown.NOT_LOOKED_AT.remedy;
