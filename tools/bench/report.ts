import type { DeploymentFigures } from './deployment.ts';
import type { EstateRow } from './estate-row.ts';
import type { NightFigures } from './nights.ts';
import type { MainPart } from './parts.ts';
import type { LargeRow, ShapeRow } from './tables.ts';
import type { ThrottleFigures } from './throttle.ts';
import type { TogetherFigures } from './together.ts';
import type { TurnFigures } from './turns.ts';

/** What was measured: the parts that were asked for. */
export interface Report {
  readonly commit: string;
  readonly node: string;
  readonly seed: number;
  readonly runs: number;
  main?: MainPart;
  throttled?: ThrottleFigures;
  turns?: readonly TurnFigures[];
  together?: readonly TogetherFigures[];
  quotas?: readonly LargeRow[];
  shapes?: readonly ShapeRow[];
  large?: readonly LargeRow[];
  estate?: readonly EstateRow[];
  nights?: NightFigures;
  deployment?: DeploymentFigures;
}
