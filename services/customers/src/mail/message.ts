/** The occasions of mails. */
export type MailKind =
  | 'verify-email'
  | 'already-registered'
  | 'reset-password'
  | 'password-changed'
  | 'confirm-email-change'
  | 'email-changed'
  | 'invitation'
  | 'address-corrected';

export type MailLanguage = 'en' | 'de';

/** A mail as it is handed to a transport. */
export interface Message {
  readonly id: string;
  readonly storeId: string;
  readonly kind: MailKind;
  readonly language: MailLanguage;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** What the mail asks to open, and the token in it; null when it only informs. */
  readonly link: string | null;
  readonly token: string | null;
  readonly createdAt: Date;
}

/** How mails leave the service. */
export interface MailTransport {
  /** Rejects when the message was not taken. */
  send(message: Message): Promise<void>;
  /** Removes what it still keeps of messages to these addresses, given in normal form. */
  forget(storeId: string, addresses: ReadonlySet<string>): Promise<void>;
  close(): void;
}

/** Texts of one kind of mail. `{store}` stands for the store's name. */
export interface Template {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Label of the link; the mail has one when this is given. */
  readonly action?: string;
}
export type Templates = Readonly<Record<MailKind, Template>>;
