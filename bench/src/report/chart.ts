import type { Result } from '../benchmark.ts';
import type { Row } from './summary.ts';

const width = 760;
const labelWidth = 290;
const bar = 20;
const gap = 8;
const text = (value: string) => value.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** CPU per request of all variants as horizontal bars, a panel for each comparison and operation. */
export function drawChart({ gateways, systems, machine }: Result): string {
  const panels: [string, readonly Row[]][] = [
    ['Gateway alone, L: CPU ms per request', gateways.filter(({ operation }) => operation === 'L')],
    ['Gateway alone, S: CPU ms per request', gateways.filter(({ operation }) => operation === 'S')],
    [
      'Gateway and three services, L: CPU ms per request',
      systems.filter(({ operation }) => operation === 'L'),
    ],
    [
      'Gateway and three services, S: CPU ms per request',
      systems.filter(({ operation }) => operation === 'S'),
    ],
  ];
  const parts: string[] = [];
  let y = 34;
  for (const [title, rows] of panels) {
    parts.push(`<text x="0" y="${y}" class="title">${text(title)}</text>`);
    y += 12;
    const longest = Math.max(...rows.map(({ cpu }) => cpu));
    for (const { name, cpu } of rows) {
      const length = Math.max(1, (cpu / longest) * (width - labelWidth - 60));
      const own = name.startsWith('this') ? ' class="own"' : '';
      parts.push(
        `<text x="${labelWidth - 8}" y="${y + 15}" text-anchor="end">${text(name)}</text>`,
        `<rect x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="${bar}"${own}/>`,
        `<text x="${(labelWidth + length + 6).toFixed(1)}" y="${y + 15}">${cpu.toFixed(2)}</text>`,
      );
      y += bar + gap;
    }
    y += 24;
  }
  const style =
    'text{font:13px system-ui,sans-serif;fill:#24292f}.title{font-weight:600}rect{fill:#9aa4b2}.own{fill:#1f6feb}';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" role="img">
<title>CPU per request; ${text(machine)}; shorter is better</title>
<style>${style}</style><rect width="100%" height="100%" style="fill:#fff"/>
<text x="0" y="14">Shorter is better. ${text(machine)}.</text>
${parts.join('\n')}
</svg>
`;
}
