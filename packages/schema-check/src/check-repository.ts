import { readApprovals } from './approvals.ts';
import { judge, makeSide } from './check.ts';
import type { Config } from './config.ts';
import { CouldNotRun } from './could-not-run.ts';
import { baseCommit, repositoryRoot, withTreeOf } from './git.ts';
import { loadConfig } from './load-config.ts';
import { type Project, readBase, readHead } from './project.ts';
import type { Report } from './report.ts';

export interface CheckOptions {
  /** A directory inside the repository. */
  directory: string;
  /** Git ref to compare with; default: the merge base with the main branch. */
  base?: string | undefined;
  /** The day by which approvals expire. */
  today?: Date;
}

/** Checks the working tree of a repository against a commit. @throws CouldNotRun when there can be no verdict */
export async function checkRepository(options: CheckOptions): Promise<Report> {
  const { directory, base: ref, today = new Date() } = options;
  const root = await repositoryRoot(directory);
  const config = await loadConfig(root);
  if (!config)
    throw new CouldNotRun(
      `${root} has neither schema-check.config.ts nor schema-check.config.json.`,
    );
  const approvals = await readApprovals(root, config.approvals, today);
  const base = await baseCommit(root, ref, config.mainBranch);
  const head = await readHead(root, config);
  const notes: string[] = [];
  const before = await withTreeOf(root, base.commit, async (tree): Promise<Project> => {
    const registry = await configOfBase(tree, config, notes);
    return readBase(tree, registry, ({ message }) => notes.push(`At the base, ${message}`));
  });
  const headSide = makeSide(head);
  return {
    base,
    ...(await judge(makeSide(before, headSide), headSide, config, approvals)),
    notes,
  };
}

/** The registry as it was at the base, so that a subgraph taken out of it counts as removed. */
async function configOfBase(tree: string, head: Config, notes: string[]): Promise<Config> {
  try {
    const config = await loadConfig(tree);
    if (config)
      return {
        ...head,
        subgraphs: config.subgraphs,
        operations: config.operations,
        drift: config.drift,
      };
    notes.push(
      'The base has no configuration of the check; its files were looked up by the present one.',
    );
  } catch (error) {
    if (!(error instanceof CouldNotRun)) throw error;
    notes.push(
      `The base was read with the present configuration, because its own failed: ${error.message}`,
    );
  }
  return head;
}
