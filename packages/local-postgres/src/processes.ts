import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What tells a process from a later one that got the same number. */
export interface ProcessIdentity {
  startedAt: string;
  command: string;
}

/** Identifies a living process; undefined when there is none (or only its zombie). */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    return process.platform === 'linux' ? await fromProc(pid) : await fromPs(pid);
  } catch {
    return undefined;
  }
}

async function fromProc(pid: number): Promise<ProcessIdentity | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in brackets and may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
  return {
    startedAt: `${boot.trim()} ${fields[19] ?? ''}`,
    command: command.replaceAll('\0', ' '),
  };
}

async function fromPs(pid: number): Promise<ProcessIdentity | undefined> {
  const args = ['-ww', '-o', 'lstart=', '-o', 'command=', '-p', String(pid)];
  const { stdout } = await promisify(execFile)('ps', args, {
    env: { ...process.env, LC_ALL: 'C' },
  });
  const line = stdout.trim();
  const width = 'Thu Jan  1 00:00:00 1970'.length;
  return line === '' ? undefined : { startedAt: line.slice(0, width), command: line.slice(width) };
}
