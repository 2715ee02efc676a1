import Button, { type ButtonProps } from '@cloudscape-design/components/button';

interface Props extends Omit<ButtonProps, 'disabled' | 'disabledReason'> {
  /** Why it cannot be pressed; undefined when it can. */
  readonly reason: string | undefined;
}

/** A button that is always in its place. What is not possible says why when one points at it, or moves to it by keys. */
export function ReasonButton({ reason, ...button }: Props) {
  return (
    <Button {...button} disabled={reason !== undefined} {...(reason !== undefined && { disabledReason: reason })} />
  );
}
