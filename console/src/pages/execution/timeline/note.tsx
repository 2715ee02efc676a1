import type { Scale } from './scale.ts';

interface Props {
  /** Of the line that it stands beside, pixels. */
  readonly at: number;
  readonly rowHeight: number;
  readonly scale: Scale;
  readonly children: string;
}

/** Pixels that a letter of a note takes, at most. */
const letterWidth = 6;
/** Between the words and the line. */
const gap = 6;

/**
 * Words beside the line of now: after it, or before it where more room is; where both are short, from the left, on as many
 * lines as the row has. What is longer still is cut with an ellipsis, and whole in its title.
 */
export function Note({ at, rowHeight, scale, children }: Props) {
  const isLate = at > scale.width / 2;
  const isLong = children.length * letterWidth > Math.max(at, scale.width - at) - gap;
  const place = isLong
    ? { x: 2, width: scale.width - 4 }
    : isLate
      ? { x: 0, width: at - gap }
      : { x: at + gap, width: scale.width - at - gap };
  return (
    <foreignObject {...place} y={0} height={rowHeight}>
      <div className={`timeline-words${isLate && !isLong ? ' timeline-words-late' : ''}`} title={children}>
        <span className={rowHeight < twoLinesLeast ? 'timeline-one-line' : 'timeline-two-lines'}>{children}</span>
      </div>
    </foreignObject>
  );
}

/** Pixels. */
const twoLinesLeast = 28;
