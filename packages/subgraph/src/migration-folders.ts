import { fileURLToPath } from 'node:url';

const folder = (name: string) => fileURLToPath(new URL(`../migrations/${name}`, import.meta.url));

/** The table of `idempotent`. */
export const idempotencyMigrations = folder('idempotency');

/** The table of `withLease`. */
export const leaseMigrations = folder('leases');
