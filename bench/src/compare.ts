import { isDeepStrictEqual } from 'node:util';
import type { Variant } from './variants.ts';

async function ask(url: string, authorization: string, body: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body,
  });
  return response.text();
}

/**
 * Sends every request to every variant and compares the answers, before anything is measured.
 * @returns the answers' texts by request
 * @throws when an answer has errors, or is not the one of the first variant
 */
export async function compareAnswers(
  variants: readonly Variant[],
  authorization: string,
  bodies: readonly string[],
): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  for (const { name, url } of variants) {
    for (const body of bodies) {
      let text = await ask(url, authorization, body);
      // A service may close an idle connection just when a call is sent on it; not every gateway tries again.
      if (JSON.parse(text).errors) text = await ask(url, authorization, body);
      const { data, errors } = JSON.parse(text);
      if (errors || !data) throw new Error(`${name} answers with errors: ${text.slice(0, 1_000)}`);
      const known = answers.get(body);
      if (known === undefined) answers.set(body, text);
      else if (!isDeepStrictEqual(JSON.parse(known).data, data))
        throw new Error(
          `${name} answers otherwise:\n${text.slice(0, 600)}\n${known.slice(0, 600)}`,
        );
    }
  }
  return answers;
}
