import { useApolloClient } from '@apollo/client/react';
import { isErrorLike } from '@apollo/client/errors';
import { useState } from 'react';
import { problemOf } from '../api/problem.ts';
import { run } from '../api/run.ts';
import {
  MoveOrderDocument,
  type BackOfficeOrderFragment,
  type OrderStatus,
} from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';
import { Notice } from '../ui/notice.tsx';

interface Props {
  readonly order: BackOfficeOrderFragment;
  readonly onChange: () => Promise<unknown>;
}

/** The states that an order can go to now, a button each. */
export function OrderSteps({ order, onChange }: Props) {
  const { t } = useLanguage();
  const client = useApolloClient();
  const [answer, setAnswer] = useState<{ tone: 'good' | 'bad'; text: string } | null>(null);
  const { id, orderNumber, version: expectedVersion } = order;

  async function move(to: OrderStatus): Promise<typeof answer> {
    const variables = { id, to, expectedVersion };
    const { transitionOrder: outcome } = await run(client, MoveOrderDocument, variables);
    switch (outcome.__typename) {
      case 'OrderPayload':
        await onChange();
        return { tone: 'good', text: t.backOffice.moved };
      case 'IllegalTransitionError':
        await onChange();
        return { tone: 'bad', text: t.backOffice.refused(t.orders.status[outcome.from]) };
      case 'VersionConflictError':
        await onChange();
        return { tone: 'bad', text: t.backOffice.conflict };
      default:
        return { tone: 'bad', text: t.common.problems.fault };
    }
  }

  const start = (to: OrderStatus) =>
    move(to).then(setAnswer, (error: unknown) => {
      const problem = isErrorLike(error) ? problemOf(error) : 'fault';
      setAnswer({ tone: 'bad', text: t.common.problems[problem] });
    });

  return (
    <div className="actions">
      {order.availableTransitions.map((to) => (
        <button
          key={to}
          type="button"
          className={to === 'CANCELLED' ? 'quiet danger' : 'quiet'}
          onClick={() => void start(to)}
        >
          {t.backOffice.steps[to]}
          <span className="unseen"> {orderNumber}</span>
        </button>
      ))}
      {answer && <Notice tone={answer.tone}>{answer.text}</Notice>}
    </div>
  );
}
