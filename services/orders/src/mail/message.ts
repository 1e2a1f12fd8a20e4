/** A mail about an order. */
export interface Message {
  readonly id: string;
  readonly storeId: string;
  readonly kind: 'guest-order-access';
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** What the mail asks to open, and the token in it. */
  readonly link: string;
  readonly token: string;
  readonly createdAt: Date;
}

/** How mails leave the service. */
export interface MailTransport {
  /** Rejects when the message was not taken. */
  send(message: Message): Promise<void>;
  close(): void;
}
