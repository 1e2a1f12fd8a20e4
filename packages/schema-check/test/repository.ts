import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../src/command.ts';
import { makeSide } from '../src/check.ts';
import { printSchema } from '../src/graphql.ts';
import { baseSide, projectDirectory } from './table/fixture.ts';

const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];

/** A git repository in a temporary directory with the fixture as its first commit. */
export class Repository {
  readonly directory = mkdtempSync(join(tmpdir(), 'schema-check-test-'));

  constructor() {
    cpSync(fileURLToPath(projectDirectory), this.directory, { recursive: true });
    this.compose();
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit('Start');
  }

  /** Writes what the base of the fixture composes to, as a repository's compose command does. */
  compose(): void {
    const composed = baseSide.graph.composed ?? makeSide(baseSide.project).graph.composed;
    if (!composed) throw new Error('the fixture does not compose');
    this.write('supergraph.graphql', composed.supergraphSdl);
    this.write('api.graphql', printSchema(composed.api));
  }

  git(...args: string[]): string {
    return execFileSync('git', [...identity, ...args], {
      cwd: this.directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  commit(message: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
  }

  read(file: string): string {
    return readFileSync(join(this.directory, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.directory, file), text);
  }

  replace(file: string, from: string, to: string): void {
    const text = this.read(file);
    if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
    this.write(file, text.replace(from, to));
  }

  /** Configuration without the committed compositions, for changes whose composition is not the point. */
  ignoreDrift(): void {
    this.replace(
      'schema-check.config.json',
      '"drift": { "supergraph": "supergraph.graphql", "api": "api.graphql" }',
      '"drift": {}',
    );
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** The command in this process. */
export async function check(directory: string, ...argv: string[]): Promise<Outcome> {
  return checkWith({}, directory, ...argv);
}

export async function checkWith(
  options: { stepSummary?: string },
  directory: string,
  ...argv: string[]
): Promise<Outcome> {
  const outcome = { out: '', err: '' };
  const code = await runCommand({
    argv,
    directory,
    ...options,
    print: (text) => (outcome.out += text),
    complain: (text) => (outcome.err += text),
  });
  return { code, ...outcome };
}
