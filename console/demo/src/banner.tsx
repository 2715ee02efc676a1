import Box from '@cloudscape-design/components/box';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { useState } from 'react';
import './banner.css';

/** Simulated seconds a second. */
export const initialSpeed = 20;
const speeds = [1, initialSpeed, 60, 240] as const;

/** Says on every page what this is, and how fast its time runs. `f` is where Cloudscape looks for a page's footer. */
export function Banner({ setSpeed }: { readonly setSpeed: (speed: number) => void }) {
  const [speed, choose] = useState<number>(initialSpeed);
  return (
    <footer id="f" className="demo-banner">
      <Box variant="span" color="inherit">
        <b>Live demo:</b> everything runs in this tab, a simulated AWS, time × {speed}; reload to start afresh.
      </Box>
      <SegmentedControl
        label="Time"
        selectedId={String(speed)}
        options={speeds.map((each) => ({ id: String(each), text: `× ${each}` }))}
        onChange={({ detail }) => {
          choose(Number(detail.selectedId));
          setSpeed(Number(detail.selectedId));
        }}
      />
    </footer>
  );
}
