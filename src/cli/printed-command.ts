/** A command as it is pasted: what was said of the server stands in it, so that it reaches the same one. Never the token. */
export type PrintedCommand = (words: string) => string;

/** `server` and `data` as far as they were named: a config file is found again by every command. */
export function printedCommand(
  program: string,
  { server, data }: { readonly server?: string | undefined; readonly data?: string | undefined },
): PrintedCommand {
  const flags = [
    ...(server === undefined ? [] : ['--server', quoted(server)]),
    ...(data === undefined ? [] : ['--data', quoted(data)]),
  ];
  return (words) => [program, words, ...flags].join(' ');
}

/** For a shell. */
const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
