interface Named {
  readonly firstName: string | null;
  readonly lastName: string | null;
}

export const nameOf = ({ firstName, lastName }: Named): string =>
  [firstName, lastName].filter(Boolean).join(' ');
