const kinds = ['CUSTOMER', 'STAFF', 'SERVICE'] as const;
type ActorKind = (typeof kinds)[number] | 'ANONYMOUS';

/** Who did something. */
interface Actor {
  readonly kind: ActorKind;
  /** Null where the reader may not know more than the kind. */
  readonly id: string | null;
}

/** Reads a recorded actor such as `staff:42`. */
export function toActor(recorded: string): Actor {
  const [name = '', ...rest] = recorded.split(':');
  const kind = kinds.find((each) => each === name.toUpperCase()) ?? 'ANONYMOUS';
  return { kind, id: rest.length > 0 ? rest.join(':') : null };
}
