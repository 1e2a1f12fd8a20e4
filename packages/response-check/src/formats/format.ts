import type { Report } from '../report.ts';
import { renderMarkdown } from './markdown.ts';
import { renderText } from './text.ts';

const renderers = {
  text: renderText,
  json: (report: Report) => `${JSON.stringify(report, null, 2)}\n`,
  md: renderMarkdown,
} satisfies Record<string, (report: Report) => string>;

export type Format = keyof typeof renderers;
export const formats = Object.keys(renderers);

export const isFormat = (name: string): name is Format => name in renderers;

/** The report as a text that ends with a newline. */
export const render = (report: Report, format: Format): string => renderers[format](report);
