import { newId } from '@customer-graph/subgraph';
import type { StoreSettings } from '../config.ts';
import type { MailKind, MailLanguage, Message, Templates } from './message.ts';
import { de } from './templates/de.ts';
import { en } from './templates/en.ts';

/** A mail to be written. */
export interface Mail {
  readonly storeId: string;
  readonly kind: MailKind;
  readonly to: string;
  /** The customer's preferred language, a BCP 47 tag; null for the store's. */
  readonly language: string | null;
  readonly token?: string;
}

const templates: Readonly<Record<MailLanguage, Templates>> = { de, en };
const pages: Partial<Record<MailKind, string>> = {
  'verify-email': 'verify-email',
  'reset-password': 'reset-password',
  invitation: 'reset-password',
  'address-corrected': 'reset-password',
  'confirm-email-change': 'confirm-email',
};

/**
 * Writes a mail. Nothing that its reader could have been sent by somebody else is in it, such as a name from a
 * registration: else anyone could have us mail their words to anyone.
 */
export function composeMail(mail: Mail, settings: StoreSettings): Message {
  const { kind, token = null } = mail;
  const language = languageOf(mail.language) ?? settings.defaultLanguage;
  const { subject, paragraphs, action } = templates[language][kind];
  const fill = (text: string) => text.replaceAll('{store}', settings.name ?? settings.id);
  const link = token === null ? null : linkTo(settings.linkBase, pages[kind] ?? '', token);
  const lines = paragraphs.map(fill);
  const [first = '', ...rest] = lines.map((line) => `<p>${escape(line)}</p>`);
  const anchor = link ? `<p><a href="${escape(link)}">${escape(action ?? link)}</a></p>` : '';
  const [opening = '', ...others] = lines;
  return {
    id: newId(),
    storeId: mail.storeId,
    kind,
    language,
    from: settings.mailFrom,
    to: mail.to,
    subject: fill(subject),
    text: `${[opening, ...(link ? [link] : []), ...others].join('\n\n')}\n`,
    html: `<!doctype html><html lang="${language}"><body>${first}${anchor}${rest.join('')}</body></html>`,
    link,
    token,
    createdAt: new Date(),
  };
}

function linkTo(base: string, page: string, token: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${page}`;
  url.searchParams.set('token', token);
  return url.href;
}

function languageOf(tag: string | null): MailLanguage | null {
  const [language] = tag?.toLowerCase().split('-') ?? [];
  return language === 'de' || language === 'en' ? language : null;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const escape = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? '');
