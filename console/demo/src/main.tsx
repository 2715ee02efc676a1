import { isLiveDemo } from '../../src/data/live-demo.ts';
import { transport } from '../../src/data/transport.ts';
import { renderConsole } from '../../src/render-console.tsx';
import { Banner, initialSpeed } from './banner.tsx';
import { startInTabServer } from './in-tab-server.ts';

const server = await startInTabServer(initialSpeed);
transport.set(server.fetch);
isLiveDemo.set(true);
renderConsole(<Banner setSpeed={server.setSpeed} />);
