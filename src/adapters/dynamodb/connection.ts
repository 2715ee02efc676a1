import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { AwsCredentials } from '../aws/account-session.ts';
import { createClientSettings, type Destination } from '../aws/client-settings.ts';
import { DynamoDBClient, DynamoDBDocumentClient } from './sdk-dynamodb.ts';

export interface DynamoDbOptions extends Destination {
  readonly region: string;
  /** What the names of our tables begin with. */
  readonly tablePrefix: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Instead of the SDK's default chain. */
  readonly staticCredentials?: AwsCredentials;
}

export interface DynamoDbConnection {
  readonly client: DynamoDBDocumentClient;
  readonly tablePrefix: string;
  readonly clock: Clock;
  /** At most 36 characters, as a `ClientRequestToken` must be. */
  readonly newToken: () => string;
}

/** The SDK tries once: whether the same may be sent again is decided by us (see `transact.ts`), by our own clock. */
export function connect(options: DynamoDbOptions): DynamoDbConnection {
  const { region, tablePrefix, clock, ids, staticCredentials } = options;
  const settings = createClientSettings(options)('dynamodb', region);
  const client = new DynamoDBClient({
    ...settings,
    ...(staticCredentials !== undefined && { credentials: staticCredentials }),
  });
  return {
    client: DynamoDBDocumentClient.from(client),
    tablePrefix,
    clock,
    newToken: () => ids.next('write').slice('write-'.length),
  };
}
