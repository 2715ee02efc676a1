import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import type { AwsCredentials } from './account-session.ts';
import { createClientSettings, type Destination } from './client-settings.ts';
import { startDeadline } from './wire-call.ts';

/** Of one secret of Secrets Manager, in our own account and Region. */
export interface SecretOptions extends Destination {
  readonly secretName: string;
  readonly region: string;
  readonly clock: Clock;
  /** Instead of the SDK's default chain. */
  readonly staticCredentials?: AwsCredentials;
}

const replySchema = z.object({ Parameter: z.object({ Value: z.string().min(1) }) });

/**
 * Reads the secret's value of now, each time that it is called. By Parameter Store, which hands secrets of Secrets Manager
 * through ("Referencing AWS Secrets Manager secrets from Parameter Store parameters"): its client is here anyway. Throws
 * what AWS refused.
 */
export function createSecretReader(options: SecretOptions): () => Promise<string> {
  const { secretName, region, clock, staticCredentials } = options;
  let loading: ReturnType<typeof load> | undefined;
  const load = async () => {
    const sdk = await import('./sdk-ssm.ts');
    const settings = createClientSettings(options)('ssm', region);
    const credentials = staticCredentials === undefined ? {} : { credentials: staticCredentials };
    return { sdk, client: new sdk.SSMClient({ ...settings, ...credentials }) };
  };
  return async () => {
    loading ??= load();
    const { sdk, client } = await loading;
    const command = new sdk.GetParameterCommand({ Name: `${secretParameterPath}${secretName}`, WithDecryption: true });
    const deadline = startDeadline(clock);
    try {
      const reply = await deadline.within((abortSignal) => client.send(command, { abortSignal }));
      return replySchema.parse(reply).Parameter.Value;
    } finally {
      deadline.cancel();
    }
  };
}

const secretParameterPath = '/aws/reference/secretsmanager/';
