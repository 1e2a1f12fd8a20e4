/** Which of the three kinds of principal calls. */
export type By = 'customer' | 'staff' | 'service';

export interface HoldStep {
  readonly do: 'add' | 'redeem' | 'hold' | 'capture' | 'release' | 'wait';
  readonly by: By;
  readonly points: number;
  /** Id of the source; null for none. */
  readonly source: string | null;
  /** Which of the holds made so far. */
  readonly which: number;
}

interface ModelHold {
  readonly points: number;
  readonly byCustomer: boolean;
  readonly source: string | null;
  status: 'ACTIVE' | 'CAPTURED' | 'RELEASED' | 'EXPIRED';
}

/** What an account and its holds should be, by rules written down apart from the ledger's. */
export class HoldModel {
  available = 0;
  readonly holds: ModelHold[] = [];
  private readonly paid = new Set<string>();

  get held(): number {
    return this.holds.reduce(
      (sum, { status, points }) => sum + (status === 'ACTIVE' ? points : 0),
      0,
    );
  }

  /** Applies a step. @returns what the API should respond with */
  apply(step: HoldStep): string {
    const byCustomer = step.by === 'customer';
    const hold = this.holds[step.which % Math.max(this.holds.length, 1)];
    switch (step.do) {
      case 'wait':
        for (const each of this.holds) if (each.status === 'ACTIVE') this.end(each, 'EXPIRED');
        return 'waited';
      case 'add':
        if (byCustomer) return 'FORBIDDEN';
        if (!this.pays('gift', byCustomer, step.source)) return 'SOURCE_ALREADY_USED';
        this.available += step.points;
        return 'PointsEntryPayload';
      case 'redeem':
        if (this.hasPaid('spend', byCustomer, step.source)) return 'SOURCE_ALREADY_USED';
        if (step.points > this.available) return 'InsufficientPointsError';
        this.pays('spend', byCustomer, step.source);
        this.available -= step.points;
        return 'PointsEntryPayload';
      case 'hold':
        if (step.points > this.available) return 'InsufficientPointsError';
        this.available -= step.points;
        this.holds.push({ points: step.points, byCustomer, source: step.source, status: 'ACTIVE' });
        return 'PointsHold';
      default:
        if (!hold) return 'NotFoundError';
        if (byCustomer && !hold.byCustomer) return 'NOT_YOURS';
        return step.do === 'capture' ? this.capture(hold, step.points) : this.release(hold);
    }
  }

  private capture(hold: ModelHold, points: number): string {
    if (points > hold.points) return 'InsufficientPointsError';
    if (hold.status !== 'ACTIVE') return `HoldNotActiveError ${hold.status}`;
    if (!this.pays('spend', hold.byCustomer, hold.source)) return 'SOURCE_ALREADY_USED';
    this.end(hold, 'CAPTURED');
    this.available -= points;
    return 'PointsEntryPayload';
  }

  private release(hold: ModelHold): string {
    if (hold.status === 'ACTIVE') this.end(hold, 'RELEASED');
    return hold.status === 'RELEASED' ? 'PointsHold' : `HoldNotActiveError ${hold.status}`;
  }

  private end(hold: ModelHold, status: ModelHold['status']): void {
    hold.status = status;
    this.available += hold.points;
  }

  private hasPaid(what: string, byCustomer: boolean, source: string | null): boolean {
    return source !== null && this.paid.has(`${what} ${byCustomer} ${source}`);
  }

  /** Notes that a source has paid. @returns false when it had paid before */
  private pays(what: string, byCustomer: boolean, source: string | null): boolean {
    if (this.hasPaid(what, byCustomer, source)) return false;
    if (source !== null) this.paid.add(`${what} ${byCustomer} ${source}`);
    return true;
  }
}
