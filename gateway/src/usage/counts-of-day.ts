import { otherClient, type DayOfUsage, type RecordedOperation } from '@customer-graph/usage';
import type { ClientName } from '@customer-graph/usage';

/** What clients can make a process remember within a day. */
export interface UsageBounds {
  readonly clients: number;
  readonly operations: number;
  /** Characters of all texts together. */
  readonly texts: number;
  /** Pairs of operation and client. */
  readonly rows: number;
}

export const usageBounds: UsageBounds = {
  clients: 500,
  operations: 2_000,
  texts: 4_000_000,
  rows: 20_000,
};

interface Row {
  readonly operation: string;
  readonly client: ClientName;
  requests: number;
  last: number;
  /** As many as the target has. */
  written: number;
}

interface CountedOperation extends RecordedOperation {
  readonly rows: Map<ClientName, Row>;
  written: boolean;
}

type Identity = Pick<DayOfUsage, 'graph' | 'instance' | 'day'>;

/** The counts of one day. */
export class CountsOfDay {
  readonly day: string;
  private readonly identity: Identity;
  private readonly bounds: UsageBounds;
  private readonly since: number;
  private readonly operations = new Map<string, CountedOperation>();
  private readonly clients = new Map<string, ClientName>();
  private texts = 0;
  private rows = 0;
  private unrecorded = 0;
  private changed = true;

  constructor(identity: Identity, since: number, bounds: UsageBounds) {
    this.day = identity.day;
    this.identity = identity;
    this.since = since;
    this.bounds = bounds;
  }

  /** @returns what was beyond the bounds */
  count(
    operation: RecordedOperation,
    { client, trusted, now }: { client: ClientName; trusted: boolean; now: number },
  ): 'operation' | 'client' | undefined {
    this.changed = true;
    const counted = this.operations.get(operation.id) ?? this.add(operation, trusted);
    if (!counted) {
      this.unrecorded += 1;
      return 'operation';
    }
    const kept = this.kept(client);
    const row = counted.rows.get(kept) ?? this.addRow(counted, kept);
    row.requests += 1;
    // A clock that is set back does not leave the day.
    row.last = Math.max(now, this.since);
    return row.client === otherClient && client !== otherClient ? 'client' : undefined;
  }

  /** The state at this moment; with `changes` only what the target does not have. */
  snapshot(now: number, changes: boolean): { day: DayOfUsage; written: () => void } | undefined {
    if (!this.changed) return undefined;
    this.changed = false;
    const all = [...this.operations.values()];
    const rows = all
      .flatMap((operation) => [...operation.rows.values()])
      .filter(({ requests, written }) => !changes || requests > written);
    const operations = all.filter(({ written }) => !changes || !written);
    const states = rows.map((row) => ({ row, requests: row.requests }));
    return {
      day: {
        version: 1,
        ...this.identity,
        since: new Date(this.since).toISOString(),
        until: new Date(now).toISOString(),
        unrecorded: this.unrecorded,
        operations: operations.map(({ id, text }) => ({ id, text })),
        counts: rows.map(({ operation, client, requests, last }) => ({
          operation,
          client: client.name,
          version: client.version,
          requests,
          last: new Date(last).toISOString(),
        })),
      },
      written() {
        for (const operation of operations) operation.written = true;
        for (const { row, requests } of states) row.written = requests;
      },
    };
  }

  /** The last snapshot did not reach the target. */
  keep(): void {
    this.changed = true;
  }

  private add(operation: RecordedOperation, trusted: boolean): CountedOperation | undefined {
    const { operations, texts } = this.bounds;
    const full = this.operations.size >= operations || this.texts + operation.text.length > texts;
    if (full && !trusted) return undefined;
    const counted = { ...operation, rows: new Map<ClientName, Row>(), written: false };
    this.operations.set(operation.id, counted);
    this.texts += operation.text.length;
    return counted;
  }

  /** One object for each client, as its rows are found by it. */
  private kept(client: ClientName): ClientName {
    const key = `${client.name}\n${client.version}`;
    const known = this.clients.get(key);
    if (known) return known;
    if (this.clients.size >= this.bounds.clients) return otherClient;
    this.clients.set(key, client);
    return client;
  }

  private addRow(operation: CountedOperation, client: ClientName): Row {
    const full = this.rows >= this.bounds.rows;
    const kept = full ? otherClient : client;
    const row = operation.rows.get(kept) ?? {
      ...{ operation: operation.id, client: kept },
      ...{ requests: 0, last: 0, written: 0 },
    };
    if (!operation.rows.has(kept)) this.rows += 1;
    operation.rows.set(kept, row);
    return row;
  }
}
