import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * Folders of migrations that packages bring with them, `migrations/<set>` in each.
 *
 * @param from `import.meta.url` of a source of the module, whose packages they are
 * @param sets names of sets by package
 */
export function packageMigrations(
  from: string,
  sets: Readonly<Record<string, readonly string[]>>,
): string[] {
  const require = createRequire(from);
  return Object.entries(sets).flatMap(([name, folders]) => {
    const home = path.dirname(require.resolve(`${name}/package.json`));
    return folders.map((folder) => path.join(home, 'migrations', folder));
  });
}
