import { type Finding, fails } from '../finding.ts';
import { findingsOf, type Report } from '../report.ts';
import { clientLines } from './parts.ts';
import { ruleNamed } from '../rules.ts';

/** SARIF 2.1.0, for code-scanning services. Nothing here is more than text: no file contents, no environment. */
export function renderSarif(report: Report): string {
  const findings = findingsOf(report);
  const ruleIds = [...new Set(findings.map(({ rule }) => rule))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'schema-check', rules: ruleIds.map(ruleObject) } },
        originalUriBaseIds: { ROOT: { description: { text: 'The root of the repository.' } } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => result(finding, ruleIds)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleObject(id: string) {
  const { title, why, fix, section } = ruleNamed(id);
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: fix },
    properties: { section },
  };
}

/** The standard (3.27.10) allows no other level than `none` for what is not of the kind `fail`. */
const levels = { error: 'error', warning: 'warning', info: 'none' } as const;

function result(finding: Finding, ruleIds: string[]) {
  const { rule, id, message, severity, approval, known, verdict, operations } = finding;
  const uses = operations.map(({ name }) => name);
  const text = uses.length > 0 ? `${message} (operations: ${uses.join(', ')})` : message;
  return {
    ruleId: rule,
    ruleIndex: ruleIds.indexOf(rule),
    level: levels[severity],
    kind: severity === 'info' ? 'informational' : 'fail',
    message: { text: [text, ...clientLines(finding)].join('\n') },
    baselineState: known ? 'unchanged' : 'new',
    partialFingerprints: { 'findingId/v1': id },
    ...(finding.place?.at === 'head' && { locations: [location(finding.place)] }),
    ...(approval && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: approval.reason }],
    }),
    properties: { fails: fails(finding), ...(verdict && { verdict }) },
  };
}

function location({ file, line, column }: { file: string; line: number; column: number }) {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(file), uriBaseId: 'ROOT' },
      region: { startLine: line, startColumn: column },
    },
  };
}
