import { useRef } from 'react';

/**
 * Keys for a mutation that must not happen twice. The same content gets the same key until it has been done, so that
 * trying again after a lost connection is safe; other content is another request.
 */
export function useIdempotencyKeys() {
  const last = useRef({ content: '', key: '' });
  return {
    keyFor(content: unknown): string {
      const text = JSON.stringify(content);
      if (last.current.content !== text) last.current = { content: text, key: crypto.randomUUID() };
      return last.current.key;
    },
    done(): void {
      last.current = { content: '', key: '' };
    },
  };
}
