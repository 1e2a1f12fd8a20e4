import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { readApprovals } from './approvals.ts';
import { judge, makeSide } from './check.ts';
import type { Config } from './config.ts';
import { CouldNotRun } from './could-not-run.ts';
import { baseCommit, unreadableIn, repositoryRoot } from './git.ts';
import { NotLoaded, folderOfConfig, loadConfig } from './load-config.ts';
import { type Project, readBase, readHead } from './project.ts';
import type { Report } from './report.ts';
import { withTreeOf } from './tree-of-commit.ts';
import { usageOfBase, usageOfHead } from './usage/read-usage.ts';

export interface CheckOptions {
  /** A directory inside the repository. */
  directory: string;
  /** Git ref to compare with; default: the merge base with the main branch. */
  base?: string | undefined;
  /** Read the base with the present configuration, although it had its own. */
  configOfHead?: boolean | undefined;
  /** The day by which approvals expire. */
  today?: Date;
}

/** Checks the working tree of a repository against a commit. @throws CouldNotRun when there can be no verdict */
export const checkRepository = async (options: CheckOptions): Promise<Report> =>
  (await inspectRepository(options)).report;

/** The report, and what was judged. */
export async function inspectRepository(
  options: CheckOptions,
): Promise<{ report: Report; head: Project; config: Config }> {
  const { directory, base: ref, configOfHead = false, today = new Date() } = options;
  const root = await repositoryRoot(directory);
  const folder = folderOfConfig(root, await realpath(directory));
  const config = folder === undefined ? undefined : await loadConfig(join(root, folder));
  if (folder === undefined || !config)
    throw new CouldNotRun(
      `${root} has none of schema-check.config.ts, schema-check.config.mjs and schema-check.config.json.`,
    );
  const approvals = await readApprovals(join(root, folder), config.approvals, today);
  const base = await baseCommit(root, ref, config.mainBranch);
  const unreadable = await unreadableIn(join(root, folder));
  const head = await readHead({ directory: join(root, folder), unreadable }, config);
  const notes: string[] = [];
  let { usage } = config;
  const before = await withTreeOf({ root, folder }, base.commit, async (tree): Promise<Project> => {
    const registry = configOfHead ? config : await configOfBase(tree.directory, config, notes);
    const note = ({ message }: CouldNotRun) => notes.push(`At the base, ${message}`);
    // A change that takes the recording out of the configuration is itself judged by it.
    usage ??= registry.usage;
    return {
      ...(await readBase(tree, registry, note)),
      ...(await usageOfBase(tree, registry.usage, { today, onFault: note })),
    };
  });
  const headSide = makeSide({
    ...head,
    ...(config.usage &&
      (await usageOfHead({ directory: join(root, folder), unreadable }, config.usage, today))),
  });
  const sides = [makeSide(before, headSide), headSide] as const;
  const judged = await judge(...sides, { ...config, usage }, { approvals, today });
  return { report: { base, ...judged, notes }, head, config };
}

/** The registry as it was at the base, so that a subgraph taken out of it counts as removed. */
async function configOfBase(tree: string, head: Config, notes: string[]): Promise<Config> {
  try {
    const config = await loadConfig(tree);
    if (config)
      return {
        ...head,
        subgraphs: config.subgraphs,
        graph: config.graph,
        operations: config.operations,
        drift: config.drift,
        usage: config.usage,
      };
    notes.push(
      'The base has no configuration of the check; its files were looked up by the present one.',
    );
  } catch (error) {
    if (error instanceof NotLoaded)
      throw new CouldNotRun(
        `at the base, ${error.message.replace(/\.$/, '')}; install what it imports, or read the base with the present configuration: --config-of-head.`,
      );
    if (!(error instanceof CouldNotRun)) throw error;
    notes.push(
      `The base was read with the present configuration, because its own failed: ${error.message}`,
    );
  }
  return head;
}
