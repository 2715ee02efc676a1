import { parse } from 'yaml';
import { z } from 'zod';
import { type CliContext, noSuchFile } from './context.ts';
import { isServerName, notAServer } from './server-name.ts';

/** `~/.config/breakwater/config.yaml`, or below XDG_CONFIG_HOME: what would otherwise be typed at every command. */
const configSchema = z.strictObject({
  /** Address of the server, or the ARN of its function. */
  server: z.string().refine(isServerName, notAServer).optional(),
  /** File that holds its token; `~/` is the home folder. Used with this server only. */
  tokenFile: z.string().min(1).optional(),
});
export type Config = z.infer<typeof configSchema>;

/** A sentence for the person who wrote the file. */
export class ConfigError extends Error {}

export function configPath(env: CliContext['env']): string | undefined {
  const folder = configFolder(env);
  return folder && `${folder}/config.yaml`;
}

/** Undefined where the environment names no home. */
export function configFolder(env: CliContext['env']): string | undefined {
  const base = present(env['XDG_CONFIG_HOME']) ?? (present(env['HOME']) && `${env['HOME']}/.config`);
  return base && `${base}/breakwater`;
}

/** Nothing when there is no such file. Throws a ConfigError when it cannot be read or understood: a guess would go elsewhere. */
export async function readConfig({ env, readFile }: Pick<CliContext, 'env' | 'readFile'>): Promise<Config> {
  const path = configPath(env);
  if (path === undefined) return {};
  let source: string;
  try {
    source = await readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason === noSuchFile) return {};
    throw new ConfigError(`${path}: ${reason}`, { cause: error });
  }
  const config = configSchema.safeParse(parsed(path, source) ?? {});
  if (config.success) return config.data;
  const [issue] = config.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw new ConfigError(`${path}: ${field}${issue?.message ?? 'not understood'}; known are server and tokenFile`);
}

function parsed(path: string, source: string): unknown {
  try {
    return parse(source);
  } catch (error) {
    const [line = 'not YAML'] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new ConfigError(`${path}: ${line}`, { cause: error });
  }
}

/** `~/x` is in the home folder. */
export const expandHome = (path: string, env: CliContext['env']): string =>
  path.startsWith('~/') && env['HOME'] !== undefined ? `${env['HOME']}${path.slice(1)}` : path;

const present = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
