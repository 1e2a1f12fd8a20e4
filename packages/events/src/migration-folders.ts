import { fileURLToPath } from 'node:url';

const folder = (name: string) => fileURLToPath(new URL(`../migrations/${name}`, import.meta.url));

/** The table of a module that publishes events. */
export const outboxMigrations = folder('outbox');

/** The tables of a module that follows feeds. */
export const consumerMigrations = folder('consumer');
