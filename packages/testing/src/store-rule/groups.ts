/** What is given from outside a query: a parameter, a constant, a column of an outer query or of a subquery that is checked itself. */
export const given = Symbol('given');
type Member = string | typeof given;

/** Tables of a query in groups that are of one store; those in the group of {@link given} are restricted to it. */
export class Groups {
  private readonly parents = new Map<Member, Member>();

  private root(member: Member): Member {
    const parent = this.parents.get(member);
    return parent === undefined ? member : this.root(parent);
  }

  join(a: Member, b: Member): void {
    const from = this.root(a);
    const to = this.root(b);
    if (from !== to) this.parents.set(from, to);
  }

  isGiven(member: Member): boolean {
    return this.root(member) === this.root(given);
  }

  /** The groups among these that nothing restricts, each by its members. */
  loose(members: readonly string[]): string[][] {
    const groups = new Map<Member, string[]>();
    for (const member of members.filter((one) => !this.isGiven(one))) {
      const root = this.root(member);
      groups.set(root, [...(groups.get(root) ?? []), member]);
    }
    return [...groups.values()];
  }
}
