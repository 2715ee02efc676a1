import type { EventView } from '../../api/contract.ts';
import type { CliContext } from '../context.ts';
import { print } from '../failure.ts';
import type { PrintedCommand } from '../printed-command.ts';
import { dateTimeText } from '../render/duration.ts';
import { plainText } from '../render/line.ts';
import { otherChoices, type PersonNeeded, personNeeded } from '../render/person-needed.ts';
import { badgeOf, relationOf } from '../render/status-style.ts';
import type { Followed } from './follow.ts';
import { createLiveScreen } from './live-screen.ts';
import { renderScreen } from './screen.ts';

/** What is shown while it goes on. */
export interface Display {
  show(followed: Followed, newEvents: readonly EventView[]): void;
  lost(message: string): void;
  close(): void;
}

/** One screen, redrawn in place. */
export function createScreenDisplay(context: CliContext, command: PrintedCommand): Display {
  const screen = createLiveScreen(context);
  let last: { readonly followed: Followed; readonly seenMs: number } | undefined;
  const draw = (connectionLost?: string) => {
    if (last === undefined) return;
    const { followed, seenMs } = last;
    const { execution, serverTime } = followed;
    // Without the server's own time its last look at AWS is the best that is known; while it is away, time goes on.
    const reference = serverTime ?? execution.lastPolledTime ?? execution.startTime;
    const now = new Date(Date.parse(reference) + context.now() - seenMs).toISOString();
    const model = {
      ...followed,
      now,
      command,
      ...(connectionLost !== undefined && { connectionLost }),
    };
    screen.draw(renderScreen(model, context.size()));
  };
  return {
    show: (followed) => {
      last = { followed, seenMs: context.now() };
      draw();
    },
    lost: draw,
    close: () => screen.close(),
  };
}

/** One line per event, for logs and pipes. */
export function createLineDisplay(context: CliContext, command: PrintedCommand): Display {
  let started = false;
  let away = false;
  let asked = new Set<string>();
  return {
    show: ({ execution }, newEvents) => {
      if (away) print(context, 'The server answers again');
      away = false;
      if (!started) {
        const { planName, executionId, initiatedBy, startTime } = execution;
        const badge = plainText(badgeOf(execution)).trim();
        print(
          context,
          `${badge} of plan "${planName}", ${executionId}, started by ${initiatedBy} at ${dateTimeText(startTime)}`,
        );
        const relation = relationOf(execution);
        if (relation !== '') print(context, `It ${execution.purpose === 'CLEAN_UP' ? relation : `is the ${relation}`}`);
        started = true;
      }
      for (const { time, message } of newEvents) print(context, `${dateTimeText(time)} ${message}`);
      const needed = personNeeded(execution, command);
      const others = needed.length === 0 ? [] : otherChoices(execution, command);
      const isNew = (choice: PersonNeeded): boolean => !asked.has(choice.command);
      const told = [
        ...needed.filter(isNew).map((need) => ({ ...need, what: `Waiting for a person: ${need.what}` })),
        ...others.filter(isNew),
      ];
      for (const choice of told) {
        print(context, choice.what);
        print(context, `  ${choice.command}`);
      }
      asked = new Set([...needed, ...others].map((choice) => choice.command));
    },
    lost: (message) => {
      if (!away) print(context, `The server does not answer (${message}): waiting for it`);
      away = true;
    },
    close: () => undefined,
  };
}
