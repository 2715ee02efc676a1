/** A drill's points, and how many of them did not end as they must. */
export interface TriedDrill {
  readonly name: string;
  readonly points: number;
  readonly different: number;
}

/** What the crash matrix says at its end. A drill without points shows nothing, so it does not pass. */
export const judgeMatrix = (drills: readonly TriedDrill[]): { readonly text: string; readonly exitCode: 0 | 1 } => {
  const different = drills.reduce((sum, drill) => sum + drill.different, 0);
  const untried = drills
    .filter(({ points }) => points === 0)
    .map(({ name }) => `no point of a drill ${name} was tried`);
  const wrong = [...(different === 0 ? [] : [`${different} ended differently`]), ...untried];
  if (wrong.length > 0 || drills.length === 0) return { text: wrong.join('\n') || 'no drill was tried', exitCode: 1 };
  return {
    text: 'every one ended as it must: as if nobody had disturbed it, but for clean-ups that leave what an adopted job made',
    exitCode: 0,
  };
};
