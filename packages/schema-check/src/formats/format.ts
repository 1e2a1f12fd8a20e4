import type { Report } from '../report.ts';
import { renderGithub } from './github.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import { renderSarif } from './sarif.ts';
import { renderText } from './text.ts';

const renderers = {
  text: renderText,
  json: renderJson,
  md: renderMarkdown,
  sarif: renderSarif,
  github: renderGithub,
} satisfies Record<string, (report: Report) => string>;

export type Format = keyof typeof renderers;
export const formats = Object.keys(renderers);

export const isFormat = (name: string): name is Format => name in renderers;

/** The report as a text that ends with a newline. */
export const render = (report: Report, format: Format): string => renderers[format](report);
