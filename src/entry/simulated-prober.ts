/** Services of the simulated network; any other address is asked for real, or there is none. */
import type { Prober } from '../ports/prober.ts';
import type { Simulator } from '../simulator/simulator.ts';

export const createSimulatedProber = (simulator: Pick<Simulator, 'reach'>, real: Prober): Prober => ({
  get: async (url) => {
    const reached = URL.canParse(url) ? simulator.reach(new URL(url).hostname) : undefined;
    if (reached === undefined || reached.kind === 'unknown') return real.get(url);
    if (reached.kind === 'silent') return { kind: 'failed', reason: `${reached.hostname} does not run` };
    const { status, hostname } = reached;
    return { kind: 'answered', status, body: status === 200 ? `ok ${hostname}` : 'starting' };
  },
  connect: async (host, port) => {
    const reached = simulator.reach(host);
    if (reached.kind === 'unknown') return real.connect(host, port);
    if (reached.kind === 'serves' && reached.status === 200) return { kind: 'connected' };
    return { kind: 'failed', reason: `connect ECONNREFUSED ${host}:${port}` };
  },
  whyRefused: async (host) => (simulator.reach(host).kind === 'unknown' ? real.whyRefused(host) : undefined),
});

const nothing = async () => ({ kind: 'failed', reason: 'nothing has this address' }) as const;

/** Where there is no network but the simulated one. */
export const noNetwork: Prober = { get: nothing, connect: nothing, whyRefused: async () => undefined };
