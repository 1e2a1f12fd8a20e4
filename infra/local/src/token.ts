import process from 'node:process';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { demoPassword } from './demo/people.ts';
import { loopback, stores } from './environments.ts';
import { callGraph } from './graph-client.ts';
import { signLocalToken } from './issuers.ts';
import { readPorts } from './port-plan.ts';
import { readSecrets } from './secrets.ts';
import { dataDirOf } from './settings.ts';
import { StartError } from './start-error.ts';

const usage = `Usage: token --as staff|service --store ${stores.join('|')} [--permissions orders:read,…] [--subject name]
       token --as customer --store ${stores.join('|')} --email ada@example.com [--password …]`;

const options = z.object({
  as: z.enum(['staff', 'service', 'customer']),
  store: z.enum(stores).default('demo'),
  permissions: z
    .string()
    .transform((list) => list.split(',').filter((name) => name !== ''))
    .optional(),
  subject: z.string().min(1).optional(),
  email: z.string().min(1).default('ada@example.com'),
  password: z.string().min(1).default(demoPassword),
});

async function token(): Promise<string> {
  const { as, ...rest } = readArguments();
  const dataDir = dataDirOf(process.env);
  if (as === 'customer') return signIn(dataDir, rest);
  const secrets = await readSecrets(dataDir);
  if (!secrets) throw neverStarted(dataDir);
  return signLocalToken(secrets, { as, ...rest });
}

function readArguments(): z.output<typeof options> {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      // Package managers pass the two dashes on that end their own options.
      args: process.argv.slice(2).filter((argument) => argument !== '--'),
      options: {
        as: text,
        store: text,
        permissions: text,
        subject: text,
        email: text,
        password: text,
      },
    });
    return options.parse(values);
  } catch (error) {
    const reason =
      error instanceof z.ZodError
        ? error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('; ')
        : String(error instanceof Error ? error.message : error);
    throw new StartError(`${reason}\n${usage}`);
  }
}

const loginAnswer = z.object({
  login: z.union([
    z.object({ accessToken: z.string() }),
    z.object({ __typename: z.string(), message: z.string() }),
  ]),
});

async function signIn(
  dataDir: string,
  { store, email, password }: { store: string; email: string; password: string },
): Promise<string> {
  const ports = await readPorts(dataDir);
  if (!ports) throw neverStarted(dataDir);
  const { login } = await callGraph(`${loopback(ports['gateway'])}/graphql`, loginAnswer, {
    query: `mutation SignIn($email: String!, $password: String!) {
      login(email: $email, password: $password) {
        __typename
        ... on AuthSession { accessToken }
        ... on MutationError { message }
      }
    }`,
    variables: { email, password },
    headers: { 'x-store-id': store },
  });
  if ('accessToken' in login) return login.accessToken;
  throw new StartError(`${login.__typename}: ${login.message}`);
}

const neverStarted = (dataDir: string) =>
  new StartError(`Nothing was ever started on ${dataDir}: run npx pnpm start first.`);

try {
  process.stdout.write(`${await token()}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
