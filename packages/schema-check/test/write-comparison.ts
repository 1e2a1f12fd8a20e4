import { readFileSync, writeFileSync } from 'node:fs';
import { withComparison } from './table/comparison.ts';

/** Writes the comparison with other tools into the guide: `npx tsx packages/schema-check/test/write-comparison.ts`. */
const guide = new URL('../../../docs/schema-checks.md', import.meta.url);
writeFileSync(guide, await withComparison(readFileSync(guide, 'utf8')));
