/** Who sent a request, by what it says of itself. */
export interface ClientName {
  readonly name: string;
  readonly version: string;
}

/** Whoever exceeds the bounds of names. */
export const otherClient: ClientName = { name: 'other', version: 'other' };

const longest = 64;
/** Letters, digits and what packages and versions are written with; nothing that is an e-mail address or ends a line. */
const label = /^@?[A-Za-z0-9][\w .+/:-]*$/;

const labelOf = (text: string | undefined): string => {
  if (text === undefined || text === '') return 'unknown';
  return text.length <= longest && label.test(text) ? text : 'other';
};

/** The names as they are recorded: `unknown` for one that is not given, `other` for one that is no name. */
export const clientNamed = (name: string | undefined, version: string | undefined): ClientName => ({
  name: labelOf(name),
  version: labelOf(version),
});

/** Whether a recorded name can have come from a client. */
export const isClientLabel = (text: string): boolean => text !== '' && labelOf(text) === text;
