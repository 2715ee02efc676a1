import { ConfigError } from './config-file.ts';
import type { CliContext, CommandScope } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { clean } from './render/clean.ts';

/** Lets a command be a plain function from context, flags and arguments to an exit code. */
export const act = <Flags, Arguments extends readonly unknown[]>(
  run: (context: CliContext, flags: Flags, ...args: Arguments) => Promise<ExitCode>,
) =>
  async function (this: CommandScope, flags: Flags, ...args: Arguments): Promise<void> {
    try {
      this.process.exitCode = await run(this.cli, flags, ...args);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.cli.stderr.write(`${clean(error.message)}\n`);
      this.process.exitCode = exitCodes.invalidInput;
    }
  };

/** Help of a command: what it does, then examples as they are typed. */
export const docsOf = (brief: string, detail: string, ...examples: readonly string[]) => ({
  brief,
  fullDescription: [brief, '', detail, '', 'EXAMPLES', ...examples.map((example) => `  ${example}`)]
    .filter((line, index, lines) => line !== '' || lines[index - 1] !== '')
    .join('\n'),
});

export const text = (input: string): string => input;

export const httpAddress = (input: string): string => {
  if (!/^https?:\/\//.test(input) || !URL.canParse(input)) throw new SyntaxError('must be an http or https address');
  return input;
};

/** A whole number from `least` to `most`; anything else is an error of usage. */
export const wholeNumber =
  (least: number, most: number) =>
  (input: string): number => {
    const value = Number(input);
    if (!/^\d+$/.test(input) || value < least || value > most) {
      throw new SyntaxError(`must be a whole number from ${least} to ${most}`);
    }
    return value;
  };
