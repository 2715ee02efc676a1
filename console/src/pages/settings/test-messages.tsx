import { useState } from 'react';
import type { Failure } from '../../../../src/api/exchange.ts';
import type { MessageTest } from '../../../../src/domain/model/plan-notifications.ts';
import { ProblemAlert } from '../../components/failure-alert.tsx';
import { Indicator } from '../../components/indicator.tsx';
import { ReasonButton } from '../../components/reason-button.tsx';
import { api } from '../../data/client.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';

interface Props {
  readonly planId: string;
  readonly planName: string;
}

/** `handed over`: it cannot be told here whom it reached. */
const looks = { taken: 'success', 'handed over': 'info', failed: 'error' } as const;

/** Sends a test message to everybody who is told of the plan, and says what each receiver answered. */
export function TestMessages({ planId, planName }: Props) {
  const reason = needs(useMe(), 'modify-recovery-plans');
  const [isSending, setSending] = useState(false);
  const [results, setResults] = useState<readonly MessageTest[]>();
  const [failure, setFailure] = useState<Failure>();
  const send = async (): Promise<void> => {
    setSending(true);
    setFailure(undefined);
    setResults(undefined);
    const answer = await api.testMessages(planId);
    setSending(false);
    if (answer.ok) setResults(answer.value.items);
    else setFailure(answer.failure);
  };
  return (
    <>
      {failure !== undefined && <ProblemAlert what="The test message" failure={failure} />}
      {results?.map(({ to, result, message }) => (
        <div key={to}>
          <Indicator type={looks[result]}>
            {to}: {result}. {message}
          </Indicator>
        </div>
      ))}
      {results?.length === 0 && <div>Nobody is told: no message was sent</div>}
      <ReasonButton
        variant="inline-link"
        reason={reason}
        loading={isSending}
        ariaLabel={`Send a test message of ${planName}`}
        onClick={() => void send()}
      >
        Send a test message
      </ReasonButton>
    </>
  );
}
