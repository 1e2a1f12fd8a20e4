/** A mail as it is handed to a transport. */
export interface Message {
  /** The same at each attempt: a mailbox that gets it twice can tell. */
  readonly id: string;
  readonly storeId: string;
  /** Its occasion, in kebab case. */
  readonly kind: string;
  readonly language: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** What the mail asks to open, and the token in it; null when it only informs. */
  readonly link: string | null;
  readonly token: string | null;
  readonly createdAt: Date;
}

/** How mails leave the service. */
export interface MailTransport {
  /** Rejects when the message was not taken, with FinalFailure when it never will be. */
  send(message: Message): Promise<void>;
  /** Removes what it still keeps of messages from before to these addresses, given in normal form. */
  forget(storeId: string, addresses: ReadonlySet<string>, before: Date): Promise<void>;
  close(): void;
}
