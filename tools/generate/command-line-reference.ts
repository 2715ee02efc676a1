/** docs/reference/command-line.md: what every command says of itself with `--help`, and the table of exit codes. */
import type { RouteMap } from '@stricli/core';
import { routes, runCli } from '../../src/cli/app.ts';
import type { CliContext, CommandScope } from '../../src/cli/context.ts';
import { exitCodeMeanings } from '../../src/cli/exit-codes.ts';

export const commandLineReference = async (): Promise<string> => {
  const commands = await Promise.all(commandPaths(routes).map(async (path) => parseHelp(path, await helpOf(path))));
  const shared = sharedFlags(commands);
  return [
    opening,
    ...table(
      ['code', 'meaning'],
      Object.entries(exitCodeMeanings).map(([code, meaning]) => [code, meaning]),
    ),
    '',
    '## Flags of every command that calls the server',
    '',
    ...table(['flag', 'meaning', 'values'], shared.map(cellsOf)),
    '',
    ...commands.flatMap((command) => sectionOf(command, shared)),
  ].join('\n');
};

const opening = `# Command line

<!-- Generated from the commands' own --help by \`npm run generate\`. Change src/cli instead. -->

\`./breakwater COMMAND --help\` prints the same. A mistyped command or flag is answered with the nearest known one. Colours
and live screens appear only on a terminal. To complete commands and flags with Tab: [\`completion\`](#completion).

The server and its token come from the flags, \`BREAKWATER_SERVER\` and \`BREAKWATER_TOKEN\`, the config file
\`~/.config/breakwater/config.yaml\` (\`server\`, \`tokenFile\`), or the data folder, in this order.

## Exit codes
`;

/** `['get', 'plans']` of every command, in the order of the help. */
const commandPaths = (map: RouteMap<CommandScope>): readonly (readonly string[])[] =>
  map.getAllEntries().flatMap(({ name, target, hidden }) => {
    const path = name['convert-camel-to-kebab'];
    if (hidden) return [];
    return 'getAllEntries' in target ? commandPaths(target).map((rest) => [path, ...rest]) : [[path]];
  });

const helpOf = async (path: readonly string[]): Promise<string> => {
  let out = '';
  const nothing = async (): Promise<never> => {
    throw new Error('bug: help needs nothing of the world');
  };
  const context: CliContext = {
    program: './breakwater',
    version: '',
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (out += text) },
    env: {},
    fetch: nothing,
    functionFetch: () => nothing,
    now: () => 0,
    sleep: nothing,
    isTerminal: false,
    size: () => ({ columns: 120, rows: 40 }),
    readFile: nothing,
    writeSecretFile: nothing,
    removeFile: nothing,
    readStdin: nothing,
    ask: nothing,
    newId: () => '',
    openBrowser: nothing,
    awaitBrowser: nothing,
    onInterrupt: () => () => undefined,
    serve: nothing,
    simulator: nothing,
    deploy: nothing,
  };
  await runCli([...path, '--help'], context);
  return out;
};

interface Flag {
  readonly name: string;
  readonly meaning: string;
  readonly values: string;
}

interface Command {
  readonly path: readonly string[];
  readonly usage: string;
  readonly text: string;
  readonly examples: readonly string[];
  readonly flags: readonly Flag[];
}

/** The blocks of a help text: a heading in capitals, then lines set in by two; what has no heading explains. */
const parseHelp = (path: readonly string[], help: string): Command => {
  const blocks = new Map<string, string[]>([['TEXT', []]]);
  let block = 'TEXT';
  for (const line of help.split('\n')) {
    if (/^[A-Z]+$/.test(line)) block = line;
    else if (!line.startsWith('  ')) {
      block = 'TEXT';
      blocks.get(block)?.push(line);
    }
    if (line.startsWith('  ')) blocks.set(block, [...(blocks.get(block) ?? []), line]);
  }
  const linesOf = (name: string): readonly string[] => blocks.get(name) ?? [];
  return {
    path,
    usage: linesOf('USAGE')[0]?.trim() ?? '',
    text: linesOf('TEXT')
      .join('\n')
      .trim()
      .replaceAll(/\n{2,}/g, '\n\n'),
    examples: linesOf('EXAMPLES').map((line) => line.slice(2)),
    flags: [...linesOf('ARGUMENTS'), ...linesOf('FLAGS')].map(parseFlag).filter(({ name }) => name !== '-h --help'),
  };
};

/** `  -f  --file  What it means  [values]`, its parts two or more blanks apart; `[--file]` where it may be left out. */
const parseFlag = (line: string): Flag => {
  const parts = line.trim().split(/ {2,}/);
  const short = /^-\w$/.test(parts[0] ?? '') ? [parts.shift()] : [];
  const [long = '', meaning = '', values = ''] = parts;
  return {
    name: [...short, long.replaceAll(/[[\]()]/g, '')].join(' '),
    meaning,
    values: values.replaceAll(/^\[|\]$/g, ''),
  };
};

/** Those of a command that only reads: every other one that calls the server has them too. */
const sharedFlags = (commands: readonly Command[]): readonly Flag[] => {
  const reader = commands.find(({ path }) => path.join(' ') === 'get groups');
  const most = commands.filter(({ flags }) => flags.some(({ name }) => name === '--server'));
  return (reader?.flags ?? []).filter(({ name, meaning }) =>
    most.every(({ flags }) => flags.some((flag) => flag.name === name && flag.meaning === meaning)),
  );
};

const sectionOf = ({ path, usage, text, examples, flags }: Command, shared: readonly Flag[]): readonly string[] => {
  const isShared = (flag: Flag): boolean =>
    shared.some(({ name, meaning }) => flag.name === name && flag.meaning === meaning);
  const own = flags.filter((flag) => !isShared(flag));
  return [
    `## ${path.join(' ')}`,
    '',
    `\`${usage}\``,
    '',
    text,
    '',
    ...(own.length === 0 ? [] : [...table(['argument or flag', 'meaning', 'values'], own.map(cellsOf)), '']),
    '```text',
    ...examples,
    '```',
    '',
  ];
};

const cellsOf = ({ name, meaning, values }: Flag): readonly string[] => [`\`${name}\``, meaning, values];

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), `|${heads.map(() => '---|').join('')}`, ...rows.map(line)];
};
