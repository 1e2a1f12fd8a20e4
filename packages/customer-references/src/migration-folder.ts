import { fileURLToPath } from 'node:url';

/** The tables of this package. */
export const customerReferenceMigrations = fileURLToPath(new URL('../migrations', import.meta.url));
