import { readFile } from 'node:fs/promises';

// Linux reports ticks of 1/100 s to programs, whatever the kernel counts in.
const tick = 10;

/** CPU time that each process has used until now, in milliseconds. */
export function cpuTimes(pids: readonly number[]): Promise<number[]> {
  const times = pids.map(async (pid) => {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; user and system time are the 14th and 15th field.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * tick;
  });
  return Promise.all(times);
}

/** Resident memory of processes, in megabytes. */
export async function residentMemory(pids: readonly number[]): Promise<number> {
  const sizes = pids.map(async (pid) => {
    const text = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1_024;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
