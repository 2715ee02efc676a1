import type { XmlObject } from '../../wire/xml.ts';
import { findInstanceType, type InstanceType, instanceTypes, isBareMetal } from '../../world/instance-types.ts';
import { subnets } from '../../world/network.ts';
import { ec2Operation } from './ec2-operation.ts';
import { ec2Error, invalidValue } from './errors.ts';
import { readFilters } from './filters.ts';
import { ec2Page } from './paging.ts';

const noTags = (): Record<string, string> => ({});

export const describeInstanceTypes = ec2Operation({
  name: 'DescribeInstanceTypes',
  members: ['InstanceType', 'Filter', 'MaxResults', 'NextToken'],
  run(call, input) {
    const names = input.list('InstanceType');
    const unknown = names.filter((name) => findInstanceType(name) === undefined);
    if (unknown.length > 0) {
      const message = `The following supplied instance types do not exist: [${unknown.join(', ')}]`;
      throw ec2Error('InvalidInstanceType', message);
    }
    const { items, nextToken } = ec2Page<InstanceType>(call, input, {
      operation: 'DescribeInstanceTypes',
      min: 5,
      max: 100,
      candidates: names.length > 0 ? names.flatMap((name) => findInstanceType(name) ?? []) : instanceTypes,
      matches: readFilters<InstanceType>(input, {
        tags: noTags,
        values: {
          'instance-type': ({ name }) => [name],
          'processor-info.supported-architecture': ({ architecture }) => [architecture],
          'vcpu-info.default-vcpus': ({ vcpus }) => [String(vcpus)],
          'memory-info.size-in-mib': ({ memoryMiB }) => [String(memoryMiB)],
          'burstable-performance-supported': ({ burstable }) => [String(burstable)],
          'current-generation': () => ['true'],
          'bare-metal': (type) => [String(isBareMetal(type))],
        },
      }),
      named: names.length > 0 ? 'instanceTypes' : undefined,
    });
    return { instanceTypeSet: { item: items.map(typeView) }, nextToken };
  },
});

function typeView({ name, vcpus, memoryMiB, architecture, burstable }: InstanceType): XmlObject {
  return {
    instanceType: name,
    currentGeneration: true,
    freeTierEligible: false,
    supportedUsageClasses: { item: ['on-demand', 'spot'] },
    supportedRootDeviceTypes: { item: ['ebs'] },
    supportedVirtualizationTypes: { item: ['hvm'] },
    bareMetal: isBareMetal({ name }),
    hypervisor: 'nitro',
    processorInfo: { supportedArchitectures: { item: [architecture] } },
    vCpuInfo: { defaultVCpus: vcpus, defaultCores: Math.ceil(vcpus / 2), defaultThreadsPerCore: 2 },
    memoryInfo: { sizeInMiB: memoryMiB },
    instanceStorageSupported: false,
    ebsInfo: { ebsOptimizedSupport: 'default', encryptionSupport: 'supported', nvmeSupport: 'required' },
    burstablePerformanceSupported: burstable,
    dedicatedHostsSupported: !burstable,
    autoRecoverySupported: true,
    supportedBootModes: { item: architecture === 'arm64' ? ['uefi'] : ['legacy-bios', 'uefi'] },
  };
}

/** Every type is offered in every zone, but bare metal in the first one only. */
export const describeInstanceTypeOfferings = ec2Operation({
  name: 'DescribeInstanceTypeOfferings',
  members: ['LocationType', 'Filter', 'MaxResults', 'NextToken'],
  run(call, input) {
    const locationType = input.text('LocationType') ?? 'region';
    if (locationType !== 'region' && locationType !== 'availability-zone') {
      throw invalidValue(locationType, 'locationType', 'This simulator has region and availability-zone.');
    }
    const zones = [...new Set(subnets(call.cell).map((subnet) => subnet.zone))];
    const locations = locationType === 'region' ? [call.region] : zones;
    type Offering = { instanceType: string; location: string };
    const { items, nextToken } = ec2Page<Offering>(call, input, {
      operation: 'DescribeInstanceTypeOfferings',
      min: 5,
      max: 1000,
      candidates: locations.flatMap((location, index) =>
        instanceTypes
          .filter((type) => index === 0 || !isBareMetal(type))
          .map(({ name }) => ({ instanceType: name, location })),
      ),
      matches: readFilters<Offering>(input, {
        tags: noTags,
        values: { 'instance-type': ({ instanceType }) => [instanceType], location: ({ location }) => [location] },
      }),
    });
    return { instanceTypeOfferingSet: { item: items.map((one) => ({ ...one, locationType })) }, nextToken };
  },
});
