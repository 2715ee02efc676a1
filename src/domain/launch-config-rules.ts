/** What is wrong in a group's launch settings by themselves, whatever AWS has. Field by field, all at once. */
import { isPrivate } from './ipv4.ts';
import { type LaunchDefinition, launchSites } from './launch-config-sites.ts';
import type { LaunchConfig, LaunchSettings, ServerLaunchConfig } from './model/launch-config.ts';
import type { FieldError } from './model/plan-file.ts';

export const launchConfigErrors = (definition: LaunchDefinition): readonly FieldError[] => {
  const { launchConfig = {}, serverOverrides = {} } = definition;
  return [
    ...sizingErrors(launchConfig, ['launchConfig']),
    ...Object.entries(serverOverrides).flatMap(([sourceServerId, override]) => {
      const path = ['serverOverrides', sourceServerId];
      return [
        ...unselected(definition, sourceServerId),
        ...sizingErrors(override, path),
        ...addressErrors(override, path),
        ...existingInstanceErrors(override, path),
      ];
    }),
    ...withoutSubnet(definition),
    ...repeated(definition),
  ];
};

const sizingErrors = (
  { instanceType, targetInstanceTypeRightSizingMethod: method }: LaunchConfig | ServerLaunchConfig,
  path: readonly string[],
): readonly FieldError[] =>
  (instanceType ?? null) === null || (method ?? 'NONE') === 'NONE'
    ? []
    : [
        {
          path: [...path, 'instanceType'],
          message: `has no effect: with targetInstanceTypeRightSizingMethod ${method} DRS chooses the type; say NONE, or leave the type out`,
        },
      ];

const addressErrors = (
  { staticPrivateIp, copyPrivateIp }: ServerLaunchConfig,
  path: readonly string[],
): readonly FieldError[] => {
  if ((staticPrivateIp ?? null) === null) return [];
  const at = [...path, 'staticPrivateIp'];
  return [
    ...(copyPrivateIp === true
      ? [{ path: at, message: 'not together with copyPrivateIp: a server has one address' }]
      : []),
    ...(isPrivate(`${staticPrivateIp}`)
      ? []
      : [{ path: at, message: 'not a private address: 10/8, 172.16/12, 192.168/16 or 100.64/10' }]),
  ];
};

/** What an existing instance has already, and keeps. */
const ofTheInstance = [
  'subnetId',
  'securityGroupIds',
  'instanceType',
  'instanceProfileName',
  'staticPrivateIp',
  'copyPrivateIp',
] as const;

const existingInstanceErrors = (override: ServerLaunchConfig, path: readonly string[]): readonly FieldError[] =>
  (override.launchIntoInstanceId ?? null) === null
    ? []
    : [
        ...ofTheInstance
          .filter((field) => (override[field] ?? null) !== null)
          .map((field) => ({
            path: [...path, field],
            message: 'not together with launchIntoInstanceId: an existing instance keeps its own',
          })),
        ...(override.copyTags === true
          ? [
              {
                path: [...path, 'copyTags'],
                message: 'not together with launchIntoInstanceId: DRS copies no tags then',
              },
            ]
          : []),
      ];

const unselected = ({ selection }: LaunchDefinition, sourceServerId: string): readonly FieldError[] =>
  'tags' in selection || selection.sourceServerIds.includes(sourceServerId)
    ? []
    : [{ path: ['serverOverrides', sourceServerId], message: 'the group does not select this server' }];

/** Without it nobody knows whether the address lies in the subnet of the launch. */
const withoutSubnet = (definition: LaunchDefinition): readonly FieldError[] =>
  launchSites(definition).flatMap(({ wanted, pathOf }) =>
    wanted.staticPrivateIp === undefined || wanted.subnetId !== undefined
      ? []
      : [{ path: pathOf('staticPrivateIp'), message: 'needs a subnetId, of the server or of its group' }],
  );

/** One address of a subnet, and one existing instance, is for one server. */
export const claimsOf = (
  wanted: LaunchSettings,
): readonly { readonly field: 'staticPrivateIp' | 'launchIntoInstanceId'; readonly claim: string }[] => [
  ...(wanted.staticPrivateIp === undefined
    ? []
    : [{ field: 'staticPrivateIp' as const, claim: `${wanted.subnetId ?? ''} ${wanted.staticPrivateIp}` }]),
  ...(wanted.launchIntoInstanceId === undefined
    ? []
    : [{ field: 'launchIntoInstanceId' as const, claim: wanted.launchIntoInstanceId }]),
];

const repeated = (definition: LaunchDefinition): readonly FieldError[] => {
  const first = new Map<string, string>();
  return launchSites(definition).flatMap(({ sourceServerId = '', wanted, pathOf }) =>
    claimsOf(wanted).flatMap(({ field, claim }) => {
      const holder = first.get(claim);
      if (holder !== undefined) return [{ path: pathOf(field), message: `${holder} of this group has it already` }];
      first.set(claim, sourceServerId);
      return [];
    }),
  );
};
