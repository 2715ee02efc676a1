/** Tells people what happened. Best effort: a failure to tell never stops an execution. */
export interface Notifier {
  notify(notification: Notification): Promise<void>;
}

export interface Notification {
  readonly executionId: string;
  readonly planName: string;
  readonly executionType: 'DRILL' | 'RECOVERY';
  readonly subject: string;
  /** Plain text, with the exact command that answers it. No token ever. */
  readonly text: string;
}
