/** The sign-in at a Breakwater in AWS, kept in the config folder: a file for each server, which only its owner reads. */
import { z } from 'zod';
import { createHostedSignIn } from '../../api/hosted-sign-in.ts';
import { ConfigError, configFolder } from '../config-file.ts';
import { type CliContext, noSuchFile } from '../context.ts';

type SignInContext = Pick<CliContext, 'env' | 'readFile' | 'writeSecretFile' | 'removeFile' | 'fetch' | 'now'>;

/** `server` is the one that the tokens are for: they are shown to no other, whatever the file is called. */
const fileSchema = z.object({ server: z.string(), kept: z.record(z.string(), z.string()) });

/** Tokens go over TLS, or stay on this machine. */
const isPrivate = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1';

export type KeptSignIn = NonNullable<Awaited<ReturnType<typeof openSignIn>>>;

/** Undefined for a server that no token may be sent to, and where there is no home to keep one in. */
export async function openSignIn(context: SignInContext, server: string, redirectUri?: string) {
  const folder = configFolder(context.env);
  const address = new URL(server);
  if (folder === undefined || !isPrivate(address)) return undefined;
  const { origin } = address;
  const path = `${folder}/sign-ins/${encodeURIComponent(origin)}.json`;
  const kept = new Map(Object.entries(await readKept(context, path, origin)));
  let isChanged = false;
  const change = (action: () => unknown): void => {
    action();
    isChanged = true;
  };
  const hosted = createHostedSignIn({
    origin,
    ...(redirectUri === undefined ? {} : { redirectUri }),
    fetch: (url, init) => context.fetch(url, init ?? {}),
    storage: {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => change(() => kept.set(name, value)),
      removeItem: (name) => change(() => kept.delete(name)),
    },
    nowMs: context.now,
  });
  const keep = async (): Promise<void> => {
    if (!isChanged) return;
    isChanged = false;
    if (kept.size === 0) await context.removeFile(path);
    else await context.writeSecretFile(path, JSON.stringify({ server: origin, kept: Object.fromEntries(kept) }));
  };
  return {
    isSignedIn: (): boolean => kept.size > 0,
    isThere: hosted.isThere,
    begin: () => hosted.begin('/'),
    /** Nothing is kept of an attempt before its own answer is there. */
    finish: async (search: string): Promise<boolean> => {
      if ((await hosted.finish(search)) === undefined) return false;
      await keep();
      return true;
    },
    token: async (): Promise<string | undefined> => {
      const token = await hosted.token();
      await keep();
      return token;
    },
    /** False when Cognito could not be told. */
    forget: async (): Promise<boolean> => {
      const isEnded = await hosted.forget();
      await keep();
      return isEnded;
    },
  };
}

async function readKept(context: SignInContext, path: string, origin: string): Promise<Record<string, string>> {
  let source: string;
  try {
    source = await context.readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason === noSuchFile) return {};
    throw new ConfigError(`${path}: ${reason}`, { cause: error });
  }
  const file = fileSchema.safeParse(parsed(source));
  return file.success && file.data.server === origin ? file.data.kept : {};
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
