import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const directory = new URL('../../../.github/workflows/', import.meta.url);
const names = readdirSync(directory).filter((name) => /\.ya?ml$/.test(name));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const linter = fileURLToPath(new URL('./lint-workflow.ts', import.meta.url));

function faultsOf(content: string): unknown {
  const args = ['--import', tsx, linter];
  return JSON.parse(execFileSync(process.execPath, args, { input: content, encoding: 'utf8' }));
}

describe.each(names)('the workflow %s', (name) => {
  const content = readFileSync(new URL(name, directory), 'utf8');

  it('is what GitHub accepts', () => {
    expect(faultsOf(content)).toEqual([]);
  });

  it('asks for no more than reading, and takes no secrets', () => {
    expect(content).toMatch(/^permissions:\n {2}contents: read\n/m);
    expect(content).not.toMatch(/: write\b|secrets\.|^ *pull_request_target:/m);
  });

  it('pins every action and puts no text of a change into a script', () => {
    for (const [, action] of content.matchAll(/uses: (\S+)/g))
      expect(action).toMatch(/@(v\d+|[0-9a-f]{40})$/);
    const scripts = content
      .split('\n')
      .filter((line, at, all) => /^\s+(run:|--)/.test(line) || /run: [|>]/.test(all[at - 1] ?? ''));
    for (const line of scripts) expect(line).not.toContain('${{');
  });
});

describe('the test of workflows', () => {
  it('has found the workflows', () => {
    expect(names).toEqual(expect.arrayContaining(['ci.yml', 'schema-check.yml']));
  });

  it('has the example in the guide for other repositories, which is one too', () => {
    const guide = new URL('../../../docs/schema-checks-elsewhere.md', import.meta.url);
    const [, example = ''] = /^```yaml\n([^]*?)^```/m.exec(readFileSync(guide, 'utf8')) ?? [];
    expect(example).toContain('merge_group');
    expect(faultsOf(example)).toEqual([]);
  });

  it('refuses an unknown key and a broken expression', () => {
    const job = 'on: push\njobs:\n  one:\n    runs-on: x\n    steps: [{ run: x }]\n';
    expect(faultsOf(job)).toEqual([]);
    expect(faultsOf(`${job}    stepz: []\n`)).not.toEqual([]);
    expect(faultsOf(`${job}    if: \${{ github.ref == }}\n`)).not.toEqual([]);
  });
});
