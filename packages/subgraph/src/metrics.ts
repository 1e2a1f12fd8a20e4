import type { FastifyInstance } from 'fastify';

/** A measure that may go up and down, with a value for each set of labels. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly values: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

/** Serves `GET /metrics` in Prometheus' text format. */
export function serveMetrics(app: FastifyInstance, measure: () => Promise<readonly Gauge[]>): void {
  app.get('/metrics', async (_request, reply) => {
    const lines = (await measure()).flatMap(({ name, help, values }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} gauge`,
      ...values.map(({ labels, value }) => `${name}{${textOf(labels)}} ${value}`),
    ]);
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(`${lines.join('\n')}\n`);
  });
}

const textOf = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',');
