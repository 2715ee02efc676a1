import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import type { Failure, Result } from '../../../src/api/exchange.ts';
import { ProblemAlert } from './failure-alert.tsx';
import { InView } from './in-view.tsx';

interface Props<T> {
  readonly title: string;
  /** The verb on the button: what happens when it is pressed. */
  readonly verb: string;
  /** Why the button cannot be pressed yet; undefined when it can. */
  readonly notYet?: string | undefined;
  readonly run: () => Promise<Result<T>>;
  readonly onDone: (value: T) => void;
  readonly onDismiss: () => void;
  /** Told of a refusal, besides showing it: it may offer a way on. */
  readonly onFailure?: (failure: Failure) => void;
  /** What may have happened all the same when no answer came. */
  readonly unanswered?: string;
  readonly size?: 'medium' | 'large';
  readonly children: ReactNode;
}

/** Says what will happen before it does. What the API refuses is read here, and nothing that was typed is lost. */
export function ActionModal<T>(props: Props<T>) {
  const { title, verb, notYet, run, onDone, onDismiss, onFailure, unanswered, size = 'medium', children } = props;
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  // What is under way has an answer to come, which nobody would read.
  const dismiss = (): void => {
    if (!isRunning) onDismiss();
  };
  const confirm = async (): Promise<void> => {
    setRunning(true);
    setFailure(undefined);
    const result = await run();
    setRunning(false);
    if (result.ok) return onDone(result.value);
    setFailure(result.failure);
    onFailure?.(result.failure);
  };
  return (
    <Modal
      visible
      size={size}
      header={title}
      onDismiss={dismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              variant="link"
              disabled={isRunning}
              {...(isRunning && { disabledReason: 'The answer is still to come' })}
              onClick={dismiss}
            >
              Back
            </Button>
            <Button
              variant="primary"
              loading={isRunning}
              disabled={notYet !== undefined}
              {...(notYet !== undefined && { disabledReason: notYet })}
              onClick={() => void confirm()}
            >
              {verb}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {failure !== undefined && (
          <InView>
            <ProblemAlert what={title} failure={failure} />
            {failure.kind !== 'problem' && unanswered !== undefined && <Box variant="p">{unanswered}</Box>}
          </InView>
        )}
        {children}
      </SpaceBetween>
    </Modal>
  );
}
