import { serveSimulator } from '../../src/simulator/node/serve.ts';

// Run as a process of its own, so that a test can kill it: node serve-process.ts <dataFolder>
const [, , dataFolder = ''] = process.argv;
const { url } = await serveSimulator({ port: 0, speed: 1000, seed: 7, dataFolder });
process.stdout.write(`${url}\n`);
