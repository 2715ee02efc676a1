import { randomUUID } from 'node:crypto';

/** Anything will do: DynamoDB Local looks at no permission. */
export const localAccess = {
  region: 'us-east-1',
  staticCredentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const;

/** No two runs, files or tests have the same tables. */
export const newTablePrefix = (): string => `test-${randomUUID()}`;
