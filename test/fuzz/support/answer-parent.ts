import { z } from 'zod';

const messageSchema = z.object({ input: z.unknown() });

/** For a process that `startApart` has started. Resolves when it has been said: also what comes to no end later has said so. */
export const tell = (message: unknown): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, undefined, {}, (error) => (error === null ? resolve() : reject(error)));
  });

/** Answers each input; what is thrown is said too. */
export const answerParent = (answer: (input: unknown) => unknown): void => {
  process.on('message', (message) => {
    const { input } = messageSchema.parse(message);
    void (async () => {
      try {
        await tell({ answer: await answer(input) });
      } catch (error) {
        await tell({ thrown: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    })();
  });
};
