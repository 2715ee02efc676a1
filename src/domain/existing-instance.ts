/**
 * What DRS asks of an EC2 instance that a server is launched into (DRS guide, "Launch into source instance" and "Launch
 * configuration errors"): its volumes are replaced, all else of it stays.
 */

/** As EC2 tells it; what is absent is not known. */
export interface InstanceTraits {
  /** pending | running | shutting-down | terminated | stopping | stopped, open. */
  readonly instanceState?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** x86_64 | arm64 | …, open. */
  readonly architecture?: string;
  /** hvm | paravirtual. */
  readonly virtualizationType?: string;
  /** ebs | instance-store. */
  readonly rootDeviceType?: string;
  readonly isWindows: boolean;
  /** legacy-bios | uefi. */
  readonly bootMode?: string;
  /** default | dedicated | host. */
  readonly tenancy?: string;
}

/** As DRS tells it; what is absent is not known. */
export interface MachineTraits {
  /** x86_64 | arm64. */
  readonly architecture?: string;
  readonly isWindows?: boolean;
}

const TAG_KEY = 'AWSDRS';
const TAG_VALUE = 'AllowLaunchingIntoThisInstance';
/** On everything that DRS makes (AWS managed policies for DRS). */
const MADE_BY_DRS = 'AWSElasticDisasterRecoveryManaged';

/**
 * DRS made it, and nobody has given it to be launched into: what is neither is somebody's, and never deleted without
 * being named.
 */
export const isMadeByDrs = ({ tags }: Pick<InstanceTraits, 'tags'>): boolean =>
  MADE_BY_DRS in tags && tags[TAG_KEY] !== TAG_VALUE;

export const isStopped = ({ instanceState }: InstanceTraits): boolean => instanceState === 'stopped';

/** Why DRS would not launch the machine into the instance, whatever state it is in. `osByol`: the licence that is wanted. */
export const unfitReasons = (
  instance: InstanceTraits,
  { architecture: wanted, isWindows }: MachineTraits,
  osByol: boolean,
): readonly string[] => {
  const { instanceState = '', architecture, virtualizationType, rootDeviceType, bootMode, tenancy } = instance;
  if (['terminated', 'shutting-down'].includes(instanceState)) return [`it is ${instanceState}`];
  const isArm = (wanted ?? 'x86_64') !== 'x86_64';
  return [
    ...(instance.tags[TAG_KEY] === TAG_VALUE ? [] : [`it lacks the tag ${TAG_KEY} = ${TAG_VALUE}`]),
    ...mismatch('architecture', architecture, wanted ?? 'x86_64'),
    ...mismatch('virtualization', virtualizationType, 'hvm'),
    ...mismatch('root device', rootDeviceType, 'ebs'),
    ...(isWindows === undefined ? [] : mismatch('platform', platformOf(instance.isWindows), platformOf(isWindows))),
    // Graviton knows no BIOS. Of a Windows machine DRS does not tell how it boots: DRS itself compares that.
    ...(instance.isWindows || isArm ? [] : mismatch('boot mode', bootMode, 'legacy-bios')),
    ...(osByol && instance.isWindows && tenancy !== 'host'
      ? ['osByol: a Windows licence of your own needs a dedicated host']
      : []),
  ];
};

const platformOf = (isWindows: boolean): string => (isWindows ? 'Windows' : 'Linux');

const mismatch = (what: string, found: string | undefined, wanted: string): readonly string[] =>
  found === undefined || found === wanted ? [] : [`its ${what} is ${found}, and has to be ${wanted}`];
