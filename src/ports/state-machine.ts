/** What runs the machine of an execution: Step Functions, or the embedded interpreter of the same definition. */
export interface StateMachine {
  /** Starts a machine of this name; a second start of the same name changes nothing. */
  start(machineName: string, input: MachineInput): Promise<void>;
  /** Ends the wait that holds this token. `gone` when it timed out, was answered, or never was: no error. */
  sendTaskSuccess(taskToken: string): Promise<'sent' | 'gone'>;
}

/** Only ids travel in a machine's state. */
export interface MachineInput {
  readonly executionId: string;
  readonly generation: number;
}
