import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

/**
 * Writes `services/<name>/generated`, the Prisma client and the types of the resolvers, and the documents of the account
 * area. A service whose schemas have not
 * changed since the last time is left as it is, so this costs nothing before every start and test.
 */

const root = path.resolve(import.meta.dirname, '..');
const run = promisify(execFile);
const prismaCli = createRequire(import.meta.url).resolve('prisma/build/index.js');

const codegenConfig = z.object({ mappers: z.record(z.string(), z.string()) });

async function generateService(service: string): Promise<void> {
  const folder = path.join(root, 'services', service);
  const stampFile = path.join(folder, 'generated/.stamp');
  const stamp = await stampOf(folder);
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return;
  await mkdir(path.dirname(stampFile), { recursive: true });
  await Promise.all([generateClient(folder), generateResolverTypes(folder)]);
  await writeFile(stampFile, stamp);
  process.stdout.write(`generated  ${service}\n`);
}

async function stampOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const inputs = ['schema.graphql', 'prisma/schema.prisma', 'codegen.json'].map((file) =>
    path.join(folder, file),
  );
  for (const file of [...inputs, path.join(root, 'pnpm-lock.yaml'), import.meta.filename]) {
    hash.update(await readFile(file));
  }
  return hash.digest('hex');
}

async function generateClient(folder: string): Promise<void> {
  // The command looks for an engine that it does not use here and would download it; any executable satisfies it.
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  };
  await run(process.execPath, [prismaCli, 'generate'], { cwd: folder, env });
}

async function generateResolverTypes(folder: string): Promise<void> {
  // Takes a second to load, and most starts have nothing to generate.
  const { generate } = await import('@graphql-codegen/cli');
  const text = await readFile(path.join(folder, 'codegen.json'), 'utf8');
  const { mappers } = codegenConfig.parse(JSON.parse(text));
  await generate(
    {
      cwd: folder,
      silent: true,
      schema: path.join(folder, 'schema.graphql'),
      generates: {
        [path.join(folder, 'generated/resolvers.ts')]: {
          plugins: ['typescript', 'typescript-resolvers'],
          config: {
            federation: true,
            useTypeImports: true,
            enumsAsTypes: true,
            maybeValue: 'T | null',
            inputMaybeValue: 'T | null | undefined',
            contextType: '../src/context.ts#Context',
            mapperTypeSuffix: 'Model',
            mappers,
            scalars: {
              ID: 'string',
              DateTime: 'Date',
              MinorUnits: 'number',
              CurrencyCode: 'string',
              CountryCode: 'string',
              Locale: 'string',
            },
          },
        },
      },
    },
    true,
  );
}

for (const service of await readdir(path.join(root, 'services'))) await generateService(service);
// The account area's documents, typed against the composed schema; it looks itself whether anything has changed.
await run(process.execPath, ['--import', 'tsx', 'examples/account/tools/generate.ts'], {
  cwd: root,
});
