import { z } from 'zod';

/** The DRS launch settings of one source server; its EC2 launch template holds the rest. */
export const launchConfiguration = z.object({
  name: z.string(),
  launchDisposition: z.enum(['STOPPED', 'STARTED']),
  /** Other than NONE: DRS chooses the instance type and disregards the launch template's. */
  rightSizing: z.enum(['NONE', 'BASIC', 'IN_AWS']),
  copyPrivateIp: z.boolean(),
  copyTags: z.boolean(),
  osByol: z.boolean(),
  postLaunchEnabled: z.boolean(),
  recoveryMode: z.enum(['FAST', 'OPTIMAL']),
  /** The existing EC2 instance that it is launched into. */
  launchIntoInstanceId: z.string().optional(),
});
export type LaunchConfiguration = z.infer<typeof launchConfiguration>;
