/**
 * The switch between Step Functions and the schedule (design 8.5): whichever is on takes over what the other one drives, by
 * a new generation. The other's machine is told "superseded" at its next turn, and succeeds.
 */
import { machineName, type RepairPorts, readOpen, startGeneration } from '../repair.ts';
import { readHeader } from '../store/execution-reader.ts';
import { endMachine, readPointer, readRunningMachines } from './embedded/pointer.ts';

/** Every open execution without a machine in the store gets one there. Gives the executions taken over. */
export const takeOverForSchedule = async (ports: RepairPorts): Promise<readonly string[]> => {
  const taken: string[] = [];
  for (const executionId of await readOpen(ports.store)) {
    const loaded = await readHeader(ports.store, executionId);
    if (loaded === undefined) continue;
    const { generation } = loaded.driver;
    if ((await readPointer(ports.store, machineName(executionId, generation))) !== undefined) continue;
    if (await startGeneration(ports, executionId, generation)) taken.push(executionId);
  }
  return taken;
};

/** Every machine that runs in the store is replaced and ended. Gives the executions taken over. */
export const takeOverFromSchedule = async (ports: RepairPorts): Promise<readonly string[]> => {
  const taken: string[] = [];
  for (const name of await readRunningMachines(ports.store)) {
    const loaded = await readPointer(ports.store, name);
    const executionId = loaded?.pointer.data['executionId'];
    if (loaded === undefined || typeof executionId !== 'string') continue;
    const header = await readHeader(ports.store, executionId);
    const isItsDriver = header !== undefined && machineName(executionId, header.driver.generation) === name;
    if (isItsDriver && (await startGeneration(ports, executionId, header.driver.generation))) taken.push(executionId);
    await endMachine(ports.store, loaded);
  }
  return taken;
};
