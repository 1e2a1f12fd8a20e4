import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import addFormats from 'ajv-formats';
import Ajv from 'ajv-draft-04';
import { beforeAll, describe, expect, it } from 'vitest';
import { approve } from '../src/approvals.ts';
import { sectionNames } from '../src/finding.ts';
import { render } from '../src/index.ts';
import { type Report, failuresOf, findingsOf } from '../src/report.ts';
import { reportOf } from './table/fixture.ts';
import { Repository, checkWith } from './repository.ts';

interface Sarif {
  runs: [
    { results: { level?: string; kind?: string; partialFingerprints?: Record<string, string> }[] },
  ];
}

/** Many faults at once, one of them approved. */
async function faultyReport(): Promise<Report> {
  const report = await reportOf({
    change: 'many',
    edits: {
      customers: [
        ['  email: String\n  emailVerified: Boolean!', '  emailVerified: Boolean!'],
        [
          '  phone: String\n  preferences',
          '  phone_2: String\n  Fax: String\n  the_order: Int\n  preferences',
        ],
      ],
      orders: [
        [
          'orderCount(filter: CustomerOrderFilter): Int',
          'orderCount(filter: CustomerOrderFilter): Int!',
        ],
      ],
      loyalty: [['type PointsEntry @key(fields: "id") {', 'type PointsEntry {']],
    },
    exit: 1,
    findings: [],
  });
  const approval = {
    id: 'key-removed:loyalty:PointsEntry(id)',
    reason: 'a | pipe & <tag>',
    expires: '2999-01-01',
  };
  const sections = report.sections.map((section) => ({
    ...section,
    findings: approve(section.findings, [approval]),
  }));
  return { ...report, sections, approvals: { used: [approval], unused: [] } };
}

let report: Report;
beforeAll(async () => {
  report = await faultyReport();
});

describe('SARIF', () => {
  // The schema is OASIS's own; its keyword for absolute URIs is checked by ajv-formats.
  const ajv = addFormats.default(new Ajv.default({ strict: false, unicodeRegExp: false }));
  const validate = ajv.compile(sarifSchema);

  it('is valid against the SARIF 2.1.0 schema, with findings and without', async () => {
    const clean = await reportOf({ change: 'nothing', exit: 0, findings: [] });
    for (const each of [report, clean]) {
      validate(JSON.parse(render(each, 'sarif')));
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  it('is refused by that schema when it is not SARIF', () => {
    const broken: Sarif = JSON.parse(render(report, 'sarif'));
    broken.runs[0].results = [{ ...broken.runs[0].results[0], level: 'fatal' }];
    expect(validate(broken)).toBe(false);
  });

  it('gives no level to what is only told, as the standard says where the schema does not', () => {
    const { runs }: Sarif = JSON.parse(render(report, 'sarif'));
    const told = runs[0].results.filter(({ kind }) => kind !== 'fail');
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told.map(({ level }) => level))).toEqual(new Set(['none']));
  });

  it('tells new from known, approved from not, and where', () => {
    const { runs }: Sarif = JSON.parse(render(report, 'sarif'));
    const byId = (id: string) =>
      runs[0].results.find((each) => Object.values(each.partialFingerprints ?? {}).includes(id));
    expect(byId('description:Customer.id')).toMatchObject({
      baselineState: 'unchanged',
      properties: { fails: false },
    });
    expect(byId('key-removed:loyalty:PointsEntry(id)')).toMatchObject({
      suppressions: [{ justification: 'a | pipe & <tag>' }],
      properties: { fails: false },
    });
    expect(byId('naming:Customer.phone_2')).toMatchObject({
      level: 'error',
      baselineState: 'new',
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'subgraphs/customers.graphql' } } },
      ],
    });
  });
});

describe('GitHub annotations', () => {
  it('are ten at most, the worst first, each on one line', () => {
    const lines = render(report, 'github').split('\n');
    const annotations = lines.filter((line) => line.startsWith('::'));
    expect(failuresOf(report).length).toBeGreaterThan(10);
    expect(annotations).toHaveLength(10);
    expect(annotations.every((line) => line.startsWith('::error '))).toBe(true);
    expect(lines).toContainEqual(
      expect.stringMatching(/^\d+ more findings? in the step summary\.$/),
    );
    expect(annotations[0]).toMatch(
      /file=subgraphs\/customers\.graphql,line=\d+,col=\d+,title=field-removed%3ACustomer\.email::/,
    );
  });

  it('name every finding to fix after them', () => {
    const text = render(report, 'github');
    for (const { id } of failuresOf(report)) expect(text).toContain(`\n  ${id}\n`);
  });

  it('come with the whole report in the step summary, added to what is there', async () => {
    const repository = new Repository();
    repository.write('summary.md', 'before\n');
    const stepSummary = `${repository.directory}/summary.md`;
    await checkWith({ stepSummary }, repository.directory, '--base', 'HEAD', '--format', 'github');
    expect(repository.read('summary.md')).toMatch(/^before\n## Schema check against HEAD/);
    repository.remove();
  });
});

describe('Markdown', () => {
  it('has a table of all sections and a block for each finding that needs attention', () => {
    const text = render(report, 'md');
    expect(text).toMatch(/^\| ✖ \| changes \| 1 breaking, 1 unused, /m);
    expect(text).toMatch(/^- ✖ \*\*`contributed-field-non-null:orders:Customer\.orderCount`\*\*/m);
    expect(text).toContain(
      '| used | `key-removed:loyalty:PointsEntry(id)` | 2999-01-01 | a \\| pipe & \\<tag\\> |',
    );
  });

  it('does not let texts of a schema become markup', () => {
    const [first] = findingsOf(report);
    if (!first) throw new Error('no finding');
    const message = '<img src=x> [link](https://example.com) `code`';
    const sections = report.sections.map((section) => ({
      ...section,
      findings:
        section.name === 'lint'
          ? [{ ...first, known: false, severity: 'error' as const, message }]
          : [],
    }));
    expect(render({ ...report, sections }, 'md')).toContain(
      '\\<img src=x\\> \\[link\\](https://example.com) \\`code\\`',
    );
  });
});

describe('JSON', () => {
  it('has the exit code, what is to be fixed, and every finding', () => {
    const json: { toFix: string[]; sections: object[] } = JSON.parse(render(report, 'json'));
    expect(json).toMatchObject({
      version: 1,
      exitCode: 1,
      subgraphs: ['customers', 'orders', 'loyalty'],
    });
    expect(json.toFix).toEqual(failuresOf(report).map(({ id }) => id));
    expect(json.sections).toHaveLength(sectionNames.length);
  });
});
