/** A number of a subgraph's answer that JavaScript's numbers cannot hold. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
