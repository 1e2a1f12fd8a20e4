import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher, Pool } from 'undici';

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Post {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The whole exchange took longer than it may. */
export class ExchangeTimeoutError extends Error {
  override readonly name = 'ExchangeTimeoutError';
}

/**
 * Posts a text and reads the answer's. Uses the pool's dispatcher itself: its other interfaces make a stream and an abort
 * signal for each call, which cost more than sending it.
 * @param timeout milliseconds for everything, the wait for a connection included
 */
export function exchange(pool: Pool, post: Post, timeout: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    pool.dispatch({ method: 'POST', ...post }, new Exchange(resolve, reject, timeout));
  });
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (cause: Error) => void;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #timeout: ExchangeTimeoutError | undefined;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  readonly #chunks: Buffer[] = [];

  constructor(
    resolve: (answer: HttpAnswer) => void,
    reject: (cause: Error) => void,
    timeout: number,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(expire, timeout, this);
  }

  expire(): void {
    this.#timeout = new ExchangeTimeoutError();
    this.#controller?.abort(this.#timeout);
    this.#reject(this.#timeout);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It waited for a connection for longer than anybody waits for it.
    if (this.#timeout) controller.abort(this.#timeout);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    const [first] = this.#chunks;
    const bytes = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, text: bytes.toString(), headers: this.#headers });
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    clearTimeout(this.#timer);
    this.#reject(cause);
  }
}

const expire = (exchange: Exchange) => exchange.expire();
