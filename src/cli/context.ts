import type { CommandContext, StricliProcess } from '@stricli/core';
import type { Fetch } from '../api/exchange.ts';
import type { ExitCode } from './exit-codes.ts';

export interface Output {
  write(text: string): void;
}

/** What `readFile` says of a file that is not there. */
export const noSuchFile = 'no such file';

/** Everything that a command touches outside itself, so that tests run commands in their own process and time. */
export interface CliContext {
  /** As the user calls us, for commands that we print: `./breakwater`. */
  readonly program: string;
  /** Of the product. */
  readonly version: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Partial<Record<string, string>>>;
  readonly fetch: Fetch;
  /** Calls the function of a Breakwater in AWS as `fetch` calls a server, with this machine's AWS credentials; paths only. */
  readonly functionFetch: (functionArn: string) => Fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Ends early, without an error, when the signal is raised. */
  readonly sleep: (seconds: number, signal?: AbortSignal) => Promise<void>;
  /** A person looks at the output and can be asked. */
  readonly isTerminal: boolean;
  /** Of the terminal, now. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Rejects with an Error whose message says why: `noSuchFile` among them. */
  readonly readFile: (path: string) => Promise<string>;
  /** For its owner's eyes only (mode 0600, in folders that nobody else looks into); whole, or not at all. */
  readonly writeSecretFile: (path: string, text: string) => Promise<void>;
  /** Also when there is none. */
  readonly removeFile: (path: string) => Promise<void>;
  readonly readStdin: () => Promise<string>;
  /** Asks the person; `undefined` when the question is broken off. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** A new random id, for `Idempotency-Key`. */
  readonly newId: () => string;
  /** Opens the browser of this machine; false when there is none that could be started. */
  readonly openBrowser: (url: string) => Promise<boolean>;
  /** Listens for the browser on this machine's loopback; undefined when every port is taken. */
  readonly awaitBrowser: (ports: readonly number[], answer: BrowserAnswer) => Promise<BrowserListener | undefined>;
  /** Calls back at Ctrl-C instead of ending the process. Returns what gives Ctrl-C back. */
  readonly onInterrupt: (callback: () => void) => () => void;
  /** Runs until it is stopped; resolves with the exit code. */
  readonly serve: (options: ServeOptions) => Promise<ExitCode>;
  readonly simulator: (options: SimulatorOptions) => Promise<ExitCode>;
  readonly deploy: (options: DeployOptions) => Promise<ExitCode>;
}

/** Of the address that the browser was sent to: `?code=…`. Gives what the page then says. */
export type BrowserAnswer = (search: string) => Promise<string>;

export interface BrowserListener {
  readonly port: number;
  readonly close: () => void;
}

export interface ServeOptions {
  readonly port: number;
  /** Folder of the database and the token. */
  readonly data: string;
  /** Address of an AWS endpoint instead of the real ones: the simulator. */
  readonly endpoint?: string;
}

export interface DeployOptions {
  /** Folder for the templates; then nothing is deployed. */
  readonly synthOnly?: string;
  readonly driver: 'step-functions' | 'schedule';
  readonly targetAccountIds: readonly string[];
  readonly asksBeforeRights: boolean;
}

export interface SimulatorOptions {
  readonly port: number;
  /** Simulated seconds a second; `manual`: time moves by the control endpoint only. */
  readonly speed: number | 'manual';
  /** Of the data folder, or 1 for a new one, when absent. */
  readonly seed?: number;
  /** File of the estate; the sample company when absent. */
  readonly estate?: string;
  /** Folder of the journal; nothing is kept when absent. */
  readonly data?: string;
}

/** What stricli hands to a command as `this`. */
export interface CommandScope extends CommandContext {
  readonly process: StricliProcess;
  readonly cli: CliContext;
}
