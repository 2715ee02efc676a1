import { z } from 'zod';
import { environmentNames, lambdaOperations } from './functions.ts';

const settingsSchema = z
  .object({
    region: z.string().min(1),
    operations: z
      .string()
      .transform((text) => text.split(','))
      .pipe(z.array(z.enum(lambdaOperations)).min(1)),
    driver: z.enum(['step-functions', 'schedule']),
    stateMachineArn: z.string().min(1),
    tablePrefix: z.string().min(1),
    topicArn: z.string().min(1),
    serverUrl: z.url(),
    version: z.string().min(1),
    frontDoorSecret: z.string().min(1).optional(),
  })
  .refine(({ operations, frontDoorSecret }) => !operations.includes('api') || frontDoorSecret !== undefined, {
    path: ['frontDoorSecret'],
    message: 'the API lets nobody in without it',
  });
export type LambdaSettings = z.infer<typeof settingsSchema>;

/** Throws, naming every variable that is missing or wrong: a function that is set up wrong does not start. */
export const readSettings = (environment: Readonly<Record<string, string | undefined>>): LambdaSettings => {
  const named = Object.entries(environmentNames).map(([field, name]) => [field, environment[name]]);
  const parsed = settingsSchema.safeParse({ ...Object.fromEntries(named), region: environment['AWS_REGION'] });
  if (parsed.success) return parsed.data;
  throw new Error(`the environment of this function is wrong: ${z.prettifyError(parsed.error)}`);
};
