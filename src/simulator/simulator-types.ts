import type { SimulatorClock } from './clock.ts';
import type { ClockControl } from './control/clock-control.ts';
import type { EventListenerControl, PostEvent } from './control/event-listener.ts';
import type { FaultControl } from './control/fault-control.ts';
import type { ForeignJobInput } from './control/job-control.ts';
import type { MessageControl } from './control/message-control.ts';
import type { Reached } from './control/network-control.ts';
import type { JobReport, ServerReport } from './control/reports.ts';
import type { Estate, EstateInput, ServerInput } from './estate/schema.ts';
import type { EventFeed } from './events/event-feed.ts';
import type { Journal } from './journal.ts';
import type { CallRecord } from './wire/call-log.ts';
import type { HttpReply, HttpRequest } from './wire/service.ts';
import type { DurationChoice } from './world/durations.ts';
import type { Quotas } from './world/quotas.ts';
import type { Automation, Command, FunctionCall } from './world/runs.ts';

export type SimulatorOptions = {
  /** Ids, addresses and durations follow from it. Default 1. */
  seed?: number | string;
  /** Time, epoch milliseconds, moved by the caller (virtual time, a browser). Not together with `clock`. */
  now?: () => number;
  /** With `now`: resolves when so many milliseconds of that time have passed. Only the fault `slow` needs it. */
  wait?: (milliseconds: number) => Promise<void>;
  /** Default: a clock that stands still until it is advanced. */
  clock?: SimulatorClock;
  /** Default `defaultEstate`; with a journal of an earlier run, the estate of that run. */
  estate?: EstateInput;
  /** Default: nothing is kept. */
  journal?: Journal;
  /** For servers that do not choose for themselves. Default: what the estate says. */
  durations?: DurationChoice;
  quotas?: Partial<Quotas>;
  /** Sends an event to the URL of the control endpoint's event listener. Default: there is none. */
  postEvent?: PostEvent;
};

export type Simulator = {
  /** The whole wire: AWS calls, signed by any key, and `/_control/*`. Rejects with a TypeError when a fault breaks the connection. */
  fetch: (request: Request) => Promise<Response>;
  /** One AWS call without the objects of `fetch`: many times faster for a caller in the same thread. */
  exchange: (request: HttpRequest, authorization: string | null) => Promise<HttpReply>;
  readonly seed: string;
  /** Of the estate that it runs. */
  readonly accounts: Estate['accounts'];
  now: () => number;
  clock: ClockControl;
  faults: FaultControl;
  /** Events of DRS in EventBridge's envelope. */
  events: EventFeed;
  /** The URL that events are posted to. */
  eventListener: EventListenerControl;
  /** SNS: what was published and delivered; confirms as a person would. */
  messages: MessageControl;
  /** The newest 10,000 calls and counts by `service:Operation`. */
  calls: () => { log: CallRecord[]; counts: Record<string, number> };
  clearCalls: () => void;
  /** What is true now, oldest first, without a call being counted. Throws `InvalidInput` for an unknown place. */
  jobs: (accountId: string, region: string) => JobReport[];
  servers: (accountId: string, region: string) => ServerReport[];
  /** What was run by SSM and Lambda in a place, oldest first. */
  runs: (
    accountId: string,
    region: string,
  ) => {
    readonly automations: readonly Automation[];
    readonly commands: readonly Command[];
    readonly functionCalls: readonly FunctionCall[];
  };
  /** Whose address of the simulated network it is, and whether a service answers there: for what stands for HTTP and TCP. */
  reach: (address: string) => Reached;
  /** Adds source servers; returns their ids. Throws `EstateError`. */
  addServers: (servers: readonly ServerInput[]) => string[];
  /** Somebody else's launch of these servers, under the rules of DRS; returns the job id. Throws `InvalidInput`. */
  startForeignJob: (input: ForeignJobInput) => string;
  /** Ends a job that never would, as AWS Support can. Throws `InvalidInput`. */
  endJob: (jobId: string) => void;
};
