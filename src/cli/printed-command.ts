/** A command as it is pasted: what was said of the server stands in it, so that it reaches the same one. Never the token. */
export type PrintedCommand = (words: string) => string;

interface NamedServer {
  readonly server?: string | undefined;
  readonly data?: string | undefined;
}

/** `server` and `data` as far as they were named: a config file is found again by every command. */
export function printedCommand(program: string, named: NamedServer): PrintedCommand {
  const flags = commandFlags(named);
  return (words) => [program, words, ...(flags === '' ? [] : [flags])].join(' ');
}

/** What stands behind the words of a command: empty when nothing was named. */
export const commandFlags = ({ server, data }: NamedServer): string =>
  [
    ...(server === undefined ? [] : ['--server', quoted(server)]),
    ...(data === undefined ? [] : ['--data', quoted(data)]),
  ].join(' ');

/** For a shell. */
const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
