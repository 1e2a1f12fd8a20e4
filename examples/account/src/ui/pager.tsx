import { useSearchParams } from 'wouter';
import type { PageEndsFragment } from '../generated/graphql.ts';
import { useLanguage } from '../i18n/language.tsx';

const pageSize = 10;

/** Which page of a list the address asks for; in the address, so that the browser's back button leads to the page before. */
export function usePage(size = pageSize) {
  const [params] = useSearchParams();
  const before = params.get('before');
  if (before !== null) return { last: size, before };
  return { first: size, after: params.get('after') };
}

/** Leads to the pages before and after. */
export function Pager({ ends }: { ends: PageEndsFragment }) {
  const { t } = useLanguage();
  const [, setParams] = useSearchParams();
  if (!ends.hasNextPage && !ends.hasPreviousPage) return null;
  const go = (side: 'after' | 'before', cursor: string | null) =>
    setParams((params) => {
      params.delete('after');
      params.delete('before');
      if (cursor !== null) params.set(side, cursor);
      return params;
    });
  return (
    <div className="pager">
      <button
        type="button"
        className="quiet"
        disabled={!ends.hasPreviousPage}
        onClick={() => go('before', ends.startCursor)}
      >
        ‹ {t.common.previous}
      </button>
      <button
        type="button"
        className="quiet"
        disabled={!ends.hasNextPage}
        onClick={() => go('after', ends.endCursor)}
      >
        {t.common.next} ›
      </button>
    </div>
  );
}
