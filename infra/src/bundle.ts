/** The one bundle that all functions share. What few of them need (the clients of EC2, DRS, …) loads from files beside it. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { z } from 'zod';

const root = join(import.meta.dirname, '..', '..');

/** zod carries its messages in sixty languages; ours are English. */
const englishOnly: Plugin = {
  name: 'english-only',
  setup: (bundle) => {
    bundle.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};

/**
 * Beside the SDK's clients npm puts a runtime of the same version for each of them, as DRS's only client needs an older
 * one. A bundle needs it once.
 */
const oneRuntime: Plugin = {
  name: 'one-runtime',
  setup: (bundle) => {
    bundle.onResolve({ filter: /^@(aws|aws-sdk|smithy)\// }, async ({ path, pluginData, ...from }) => {
      if (pluginData === oneRuntime) return undefined;
      const found = await bundle.resolve(path, { ...from, pluginData: oneRuntime });
      const shared = sharedPath(found.path);
      return shared === undefined ? found : { ...found, path: shared };
    });
  },
};

const ofClient = /^(.*\/@aws-sdk\/)client-[^/]+(\/node_modules\/@[^/]+\/[^/]+)(\/.*)$/;

/** The same file beside the client of STS, which every function has, when its package has the same version. */
const sharedPath = (path: string): string | undefined => {
  const [, clients = '', packageFolder = '', file = ''] = ofClient.exec(path) ?? [];
  const own = path.slice(0, path.length - file.length);
  const shared = `${clients}client-sts${packageFolder}`;
  if (clients === '' || !existsSync(`${shared}${file}`)) return undefined;
  return versionOf(own) === versionOf(shared) ? `${shared}${file}` : undefined;
};

const versionSchema = z.object({ version: z.string() });
const versionOf = (folder: string): string =>
  versionSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).version;

export interface BundledFile {
  readonly name: string;
  readonly bytes: number;
  /** Files of the bundle that load with this one. */
  readonly needs: readonly string[];
}

/** Writes the bundle into the folder, and leaves nothing else there; `index.mjs` exports the handler. Gives its files. */
export const bundleFunctions = (folder: string): Promise<readonly BundledFile[]> =>
  bundleInto(folder, join(root, 'src/entry/lambda.ts'));

/** Of a file or a package. */
export const bundleInto = async (folder: string, entryPoint: string): Promise<readonly BundledFile[]> => {
  // The names of its files hold their contents: those of another build would be deployed beside these.
  rmSync(folder, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: { index: entryPoint },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // The packages' own ES modules: half the size and half the loading time of their CommonJS.
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'environment-credentials.ts') },
    plugins: [englishOnly, oneRuntime],
    minify: true,
    // Names in stack traces cost little and tell much.
    keepNames: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
    // CommonJS inside packages asks for `require`.
    banner: {
      js: "import { createRequire as breakwaterRequire } from 'node:module'; const require = breakwaterRequire(import.meta.url);",
    },
  });
  return Object.entries(metafile.outputs).map(([path, output]) => ({
    name: path.slice(path.lastIndexOf('/') + 1),
    bytes: output.bytes,
    needs: output.imports
      .filter(({ kind, external }) => kind === 'import-statement' && external !== true)
      .map((needed) => needed.path.slice(needed.path.lastIndexOf('/') + 1)),
  }));
};
