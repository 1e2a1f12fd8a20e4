export interface ReturnStep {
  readonly do: 'refund' | 'cancel' | 'again' | 'redeem' | 'hold' | 'capture' | 'reverse';
  readonly byCustomer: boolean;
  readonly points: number;
  readonly minor: number;
  readonly which: number;
}

interface Spend {
  readonly points: number;
  returned: number;
}

interface Held {
  readonly points: number;
  readonly byCustomer: boolean;
  active: boolean;
}

/** What an account should be whose points are redeemed and held for one order, by rules written down apart from the ledger's. */
export class ReturnModel {
  available: number;
  private readonly total: number;
  private readonly order = { version: 1, refunded: 0, cancelled: false };
  private readonly spends: Spend[] = [];
  private readonly holds: Held[] = [];
  private readonly paid = new Set<boolean>();

  constructor(available: number, total: number) {
    this.available = available;
    this.total = total;
  }

  get held(): number {
    return this.holds.reduce((sum, { active, points }) => sum + (active ? points : 0), 0);
  }

  get redeemed(): number {
    return this.spends.reduce((sum, { points, returned }) => sum + points - returned, 0);
  }

  /** Applies a step. @returns where the order stands when the step has changed it */
  apply({ do: action, byCustomer, points, minor, which }: ReturnStep) {
    const hold = this.holds[which % Math.max(this.holds.length, 1)];
    const spend = this.spends[which % Math.max(this.spends.length, 1)];
    if (action === 'redeem' && !this.paid.has(byCustomer)) this.spend(points, byCustomer);
    if (action === 'hold' && points <= this.available) {
      this.available -= points;
      this.holds.push({ points, byCustomer, active: true });
    }
    if (action === 'capture' && hold?.active && !this.paid.has(hold.byCustomer)) {
      this.release(hold);
      this.spend(hold.points, hold.byCustomer);
    }
    if (action === 'reverse' && spend && spend.returned + points <= spend.points)
      this.giveBack(spend, points);
    const changes = action === 'refund' || action === 'cancel';
    if (changes) {
      this.order.version += 1;
      if (action === 'cancel') this.order.cancelled = true;
      else this.order.refunded = Math.min(this.order.refunded + minor, this.total);
    }
    this.bringBack();
    return changes ? { ...this.order } : null;
  }

  private spend(points: number, byCustomer: boolean): void {
    if (points > this.available) return;
    this.paid.add(byCustomer);
    this.available -= points;
    this.spends.push({ points, returned: 0 });
  }

  private bringBack(): void {
    const { cancelled, refunded } = this.order;
    const share = cancelled ? this.total : refunded;
    for (const spend of this.spends) {
      const back = Math.floor((spend.points * share) / this.total) - spend.returned;
      if (back > 0) this.giveBack(spend, back);
    }
    if (share === this.total) for (const hold of this.holds) if (hold.active) this.release(hold);
  }

  private giveBack(spend: Spend, points: number): void {
    spend.returned += points;
    this.available += points;
  }

  private release(hold: Held): void {
    hold.active = false;
    this.available += hold.points;
  }
}
