import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A living process. The number alone may by now belong to another one; the start time tells. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly startedAt: string;
  readonly command: readonly string[];
}

/** Looks a process up; undefined when there is none, or only its zombie. */
export async function lookUp(pid: number): Promise<ProcessEntry | undefined> {
  try {
    return process.platform === 'linux' ? await fromProc(pid) : await fromPs(pid);
  } catch {
    return undefined;
  }
}

async function fromProc(pid: number): Promise<ProcessEntry | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in brackets and may itself hold spaces and brackets.
  const [state = '', parent = '', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
  return {
    pid,
    parent: Number(parent),
    startedAt: `${boot.trim()} ${rest[17] ?? ''}`,
    command: command.split(/[\0 ]/).filter((word) => word !== ''),
  };
}

async function fromPs(pid: number): Promise<ProcessEntry | undefined> {
  const args = ['-ww', '-o', 'ppid=', '-o', 'lstart=', '-o', 'command=', '-p', String(pid)];
  const { stdout } = await promisify(execFile)('ps', args, {
    env: { ...process.env, LC_ALL: 'C' },
  });
  const [, parent, startedAt, command] = /^\s*(\d+) (.{24}) (.*)/.exec(stdout) ?? [];
  if (parent === undefined || startedAt === undefined || command === undefined) return undefined;
  return { pid, parent: Number(parent), startedAt, command: command.split(' ') };
}
