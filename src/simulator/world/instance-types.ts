/** What EC2 says of an instance type; memory in MiB. */
export type InstanceType = {
  name: string;
  vcpus: number;
  memoryMiB: number;
  architecture: 'x86_64' | 'arm64';
  burstable: boolean;
};

type Family = { gibPerVcpu: number; sizes: Record<string, number>; architecture?: 'arm64' };

const common = { large: 2, xlarge: 4, '2xlarge': 8, '4xlarge': 16, '8xlarge': 32, '12xlarge': 48, '16xlarge': 64 };
const intel = { ...common, '24xlarge': 96 };
const graviton = { medium: 1, ...common };

/** The families that recovery instances are launched on most; AWS has many more. */
const families: Record<string, Family> = {
  m5: { gibPerVcpu: 4, sizes: intel },
  m6i: { gibPerVcpu: 4, sizes: { ...intel, '32xlarge': 128 } },
  m7i: { gibPerVcpu: 4, sizes: { ...intel, '48xlarge': 192, 'metal-24xl': 96 } },
  'm7i-flex': { gibPerVcpu: 4, sizes: common },
  m7g: { gibPerVcpu: 4, sizes: graviton, architecture: 'arm64' },
  c5: {
    gibPerVcpu: 2,
    sizes: { large: 2, xlarge: 4, '2xlarge': 8, '4xlarge': 16, '9xlarge': 36, '12xlarge': 48, '24xlarge': 96 },
  },
  c6i: { gibPerVcpu: 2, sizes: { ...intel, '32xlarge': 128 } },
  c7i: { gibPerVcpu: 2, sizes: { ...intel, '48xlarge': 192 } },
  r5: { gibPerVcpu: 8, sizes: intel },
  r6i: { gibPerVcpu: 8, sizes: { ...intel, '32xlarge': 128 } },
  r7i: { gibPerVcpu: 8, sizes: { ...intel, '48xlarge': 192 } },
};

const t3: Record<string, [vcpus: number, memoryGiB: number]> = {
  nano: [2, 0.5],
  micro: [2, 1],
  small: [2, 2],
  medium: [2, 4],
  large: [2, 8],
  xlarge: [4, 16],
  '2xlarge': [8, 32],
};

/** In alphabetical order of their names. */
export const instanceTypes: readonly InstanceType[] = [
  ...Object.entries(families).flatMap(([family, { gibPerVcpu, sizes, architecture }]) =>
    Object.entries(sizes).map(
      ([size, vcpus]): InstanceType => ({
        name: `${family}.${size}`,
        vcpus,
        memoryMiB: vcpus * gibPerVcpu * 1024,
        architecture: architecture ?? 'x86_64',
        burstable: false,
      }),
    ),
  ),
  ...Object.entries(t3).map(
    ([size, [vcpus, memoryGiB]]): InstanceType => ({
      name: `t3.${size}`,
      vcpus,
      memoryMiB: memoryGiB * 1024,
      architecture: 'x86_64',
      burstable: true,
    }),
  ),
].sort((a, b) => (a.name < b.name ? -1 : 1));

export const isBareMetal = ({ name }: Pick<InstanceType, 'name'>): boolean => name.includes('.metal');

const byName = new Map(instanceTypes.map((type) => [type.name, type]));
export const findInstanceType = (name: string): InstanceType | undefined => byName.get(name);
