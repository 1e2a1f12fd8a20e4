/** The occasions of mails. */
export const mailKinds = [
  'verify-email',
  'already-registered',
  'reset-password',
  'password-changed',
  'confirm-email-change',
  'email-changed',
  'invitation',
  'address-corrected',
  'erasure-requested',
  'erasure-cancelled',
  'erasure-done',
  'export-ready',
] as const;
export type MailKind = (typeof mailKinds)[number];

export type MailLanguage = 'en' | 'de';

/** Texts of one kind of mail. `{store}` stands for the store's name, `{due}` for the time that the mail is about. */
export interface Template {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Label of the link; the mail has one when this is given. */
  readonly action?: string;
}
export type Templates = Readonly<Record<MailKind, Template>>;
