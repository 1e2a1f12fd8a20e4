import type { Section } from '../context.ts';
import type { ClientUse, Finding } from '../finding.ts';
import type { JudgedOperation } from '../judged-operations.ts';
import { addDays, ago, inWords, silentFrom } from './days.ts';
import { type Traffic, isOld, isProven, lastDay, unusedFrom } from './traffic.ts';
import type { RecordedClient } from './usage-file.ts';

/** Says in each finding who uses what it is about, and in what is unused, since when that is known. */
export function withClients(
  section: Section,
  operations: JudgedOperation[],
  traffic: Traffic,
): Section {
  const byLabel = new Map(operations.map(({ label, clients = [] }) => [label, clients]));
  const findings = section.findings.map((finding): Finding => {
    const used = finding.operations.flatMap(({ name }) => byLabel.get(name) ?? []);
    if (used.length > 0) return { ...finding, clients: clientUses(used, traffic) };
    return finding.verdict === 'UNUSED' ? unused(finding, traffic) : finding;
  });
  return { ...section, findings };
}

function unused(finding: Finding, traffic: Traffic): Finding {
  if (isProven(traffic))
    return { ...finding, message: `${finding.message}; no recorded request uses it either` };
  const reason = isOld(traffic)
    ? `the recorded requests end on ${inWords(lastDay(traffic))}`
    : `recorded requests prove it from ${inWords(unusedFrom(traffic))} on`;
  return { ...finding, severity: 'warning', message: `${finding.message}; ${reason}` };
}

/** Each client once, those with the most requests first. */
function clientUses(recorded: RecordedClient[], traffic: Traffic): ClientUse[] {
  const merged = new Map<string, RecordedClient>();
  for (const each of recorded) {
    const key = `${each.client}\n${each.version}`;
    const known = merged.get(key);
    merged.set(key, {
      ...each,
      requests: each.requests + (known?.requests ?? 0),
      last: known && known.last > each.last ? known.last : each.last,
    });
  }
  return [...merged.values()]
    .sort((one, other) => other.requests - one.requests || (one.last < other.last ? 1 : -1))
    .map((each) => clientUse(each, traffic));
}

function clientUse(client: RecordedClient, { usage, settings, now }: Traffic): ClientUse {
  const { last, requests } = client;
  const until = usage.recorded.at(-1)?.[1] ?? '';
  const name = `${client.client} ${client.version}`;
  const safeFrom = silentFrom(usage.recorded, last.slice(0, 10), settings.silenceDays);
  if (requests === 0 || last < addDays(until, 1 - usage.windowDays))
    return {
      ...{ ...client, safeFrom },
      text: `${name}: last seen ${ago(last, now)} → safe from ${inWords(safeFrom)}`,
    };
  const number = new Intl.NumberFormat('en-GB').format(requests);
  return {
    ...{ ...client, safeFrom },
    text: `${name}: ${number} ${requests === 1 ? 'request' : 'requests'} in ${usage.windowDays} days, last ${ago(last, now)} → BREAKING`,
  };
}
