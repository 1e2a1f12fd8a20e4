import { mailLink, type Message } from '@customer-graph/mail';
import type { StoreSettings } from '../config.ts';
import type { MailKind, MailLanguage, Templates } from './message.ts';
import type { PostedMail } from './post-mail.ts';
import { de } from './templates/de.ts';
import { en } from './templates/en.ts';

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
export function composeMail(
  mail: PostedMail,
  token: string | null,
  settings: StoreSettings,
): Message {
  const { kind } = mail;
  const language = languageOf(mail.language) ?? settings.defaultLanguage;
  const { subject, paragraphs, action } = templates[language][kind];
  const fill = (text: string) =>
    text
      .replaceAll('{store}', settings.name ?? settings.id)
      .replaceAll('{due}', mail.due ? timeText(mail.due, language) : '');
  const link = token === null ? null : mailLink(settings.linkBase, pages[kind] ?? '', token);
  const lines = paragraphs.map(fill);
  const [first = '', ...rest] = lines.map((line) => `<p>${escape(line)}</p>`);
  const anchor = link ? `<p><a href="${escape(link)}">${escape(action ?? link)}</a></p>` : '';
  const [opening = '', ...others] = lines;
  return {
    id: mail.id,
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
    createdAt: mail.at,
  };
}

const timeText = (time: Date, language: MailLanguage): string =>
  time.toLocaleString(language === 'en' ? 'en-GB' : language, {
    ...{ day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' },
    ...{ timeZone: 'UTC', timeZoneName: 'short' },
  });

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
