/** What this process writes to its streams by itself, past the log that a server is given. It is written all the same. */
import { Console } from 'node:console';
import { vi } from 'vitest';

export const captureOutput = () => {
  const streams = { stdout: process.stdout, stderr: process.stderr };
  const spies = Object.entries(streams).map(([name, stream]) => ({ name, spy: vi.spyOn(stream, 'write') }));
  // That of the test runner writes elsewhere.
  const runnersConsole = globalThis.console;
  globalThis.console = new Console(streams);
  const warnings: string[] = [];
  const noteWarning = (warning: Error): void => void warnings.push(warning.stack ?? warning.message);
  process.on('warning', noteWarning);
  return {
    /** Of each stream all that was written, in one piece: a line may come in several. */
    written: () => [
      ...spies.map(({ name, spy }) => ({
        where: name,
        text: spy.mock.calls
          .map(([chunk]) => (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')))
          .join(''),
      })),
      { where: 'warnings', text: warnings.join('\n') },
    ],
    restore: (): void => {
      process.off('warning', noteWarning);
      globalThis.console = runnersConsole;
      for (const { spy } of spies) spy.mockRestore();
    },
  };
};
