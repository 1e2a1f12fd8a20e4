import { breaking } from './breaking.ts';
import { federated } from './federated.ts';
import { harmless } from './harmless.ts';
import type { Row } from './row.ts';
import { steps } from './steps.ts';

export const rows: Row[] = [...breaking, ...harmless, ...federated, ...steps];
