import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { root } from '../src/child.ts';
import { allModules } from '../src/modules.ts';

const infra = path.join(root, 'infra');
export const text = (file: string) => readFile(path.join(infra, file), 'utf8');

/** Variables of one process, as it would see them. */
export type ProcessEnvironment = Readonly<Record<string, string>>;

/** What the deployments leave to their user. */
const given: ProcessEnvironment = {
  INTERNAL_SECRETS: 'x'.repeat(32),
  GUEST_TOKEN_SECRETS: 'y'.repeat(32),
  SIGNING_KEYS: JSON.stringify({
    keys: [{ kty: 'OKP', crv: 'Ed25519', kid: '1', x: 'x', d: 'd' }],
  }),
  DATABASE_URL: 'postgresql://role:password@database.example.com/name',
  POSTGRES_PASSWORD: 'p',
  ...Object.fromEntries(
    allModules.map((name) => [`${name.toUpperCase()}_DATABASE_PASSWORD`, 'secret']),
  ),
};

const configuration = z.object({ environment: z.instanceof(z.ZodType) });

/** What each module of the registry takes from its environment. */
export const environments: ReadonlyMap<string, z.ZodType> = new Map(
  await Promise.all(
    allModules.map(async (name) => {
      const file = path.join(root, 'services', name, 'src/config.ts');
      const { environment } = configuration.parse(await import(file));
      return [name, environment] as const;
    }),
  ),
);

const composeService = z.object({
  environment: z.record(z.string(), z.coerce.string()),
  command: z.array(z.string()).optional(),
  healthcheck: z.object({ test: z.array(z.string()) }),
});

/** compose.yaml with the values of env.example and of its user. Variables that env.example does not list are `unlisted`. */
export async function readComposition() {
  const example = await text('env.example');
  const defaults = Object.fromEntries(
    [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  const values: Record<string, string> = { ...defaults, ...given };
  const unlisted: string[] = [];
  const fill = (value: unknown): unknown =>
    typeof value !== 'string'
      ? value
      : value.replace(/\$\{(\w+)(?::?[?-][^}]*)?\}/g, (_match, name: string) => {
          if (!(name in defaults)) unlisted.push(name);
          return values[name] ?? '';
        });
  const source = await text('compose.yaml');
  const document: unknown = parse(source, (_key, value) => fill(value), { merge: true });
  const { services } = z.object({ services: z.record(z.string(), composeService) }).parse(document);
  return { document, services, unlisted };
}

const container = z.object({
  args: z.array(z.string()),
  env: z.array(z.object({ name: z.string(), value: z.string() })),
  envFrom: z.array(z.record(z.string(), z.object({ name: z.string() }))),
  ports: z.array(z.object({ containerPort: z.number() })),
});
const manifest = z.looseObject({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
  data: z.record(z.string(), z.string()).optional(),
});
type Manifest = z.output<typeof manifest>;
const deployment = z.object({
  spec: z.object({
    template: z.object({ spec: z.object({ containers: z.tuple([container]) }) }),
  }),
});

export async function readManifests(): Promise<Manifest[]> {
  const files = (await readdir(path.join(infra, 'kubernetes'))).filter(
    (file) => file !== 'kustomization.yaml',
  );
  const texts = await Promise.all(files.map((file) => text(`kubernetes/${file}`)));
  return texts
    .flatMap((content) => parseAllDocuments(content))
    .map((parsed) => manifest.parse(parsed.toJS()));
}

/** A process of the Kubernetes manifests, with the variables that it gets from maps, secrets and its own list. */
export async function describeProcess(manifests: readonly Manifest[], name: string) {
  const found = manifests.find(({ kind, metadata }) => {
    return kind === 'Deployment' && metadata.name === name;
  });
  const [described] = deployment.parse(found).spec.template.spec.containers;
  const environment: Record<string, string> = {};
  for (const reference of described.envFrom) {
    const wanted = reference['configMapRef']?.name;
    const map = manifests.find(({ kind, metadata }) => {
      return kind === 'ConfigMap' && metadata.name === wanted;
    });
    // A secret is made by whoever deploys, with the variables that the kustomization lists.
    Object.assign(environment, map?.data ?? (await secretOf(reference['secretRef']?.name)));
  }
  for (const variable of described.env) environment[variable.name] = variable.value;
  return { ...described, environment };
}

async function secretOf(name: string | undefined): Promise<Record<string, string>> {
  const listed = new RegExp(`^#   ${name ?? ''} +(.+)$`, 'm').exec(
    await text('kubernetes/kustomization.yaml'),
  )?.[1];
  const names = (listed ?? '').split(', ');
  return Object.fromEntries(names.map((variable) => [variable, given[variable] ?? '']));
}
