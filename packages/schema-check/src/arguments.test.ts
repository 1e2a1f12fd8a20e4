import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

describe('the arguments of the command', () => {
  it.each([
    [[], [{ format: 'text' }]],
    [['--out', 'a.txt'], [{ format: 'text', file: 'a.txt' }]],
    [['--out', 'a.json', '--format', 'json'], [{ format: 'json', file: 'a.json' }]],
    [
      ['--format', 'github', '--format', 'sarif', '--out', 'a', '--format', 'json', '--out', 'b'],
      [{ format: 'github' }, { format: 'sarif', file: 'a' }, { format: 'json', file: 'b' }],
    ],
  ])('%j write %j', (argv, outputs) => {
    expect(parseArguments(argv).outputs).toEqual(outputs);
  });

  it('may follow the separator that pnpm hands on', () => {
    expect(parseArguments(['--', '--base', 'main']).base).toBe('main');
  });

  it('are refused when two files are given for one format', () => {
    const argv = ['--format', 'json', '--out', 'a', '--out', 'b'];
    expect(() => parseArguments(argv)).toThrow(/--out b follows no --format of its own/);
  });

  it('are refused when something stands alone', () => {
    expect(() => parseArguments(['main'])).toThrow(/Unexpected argument 'main'/);
  });
});
