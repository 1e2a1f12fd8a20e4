import type { Frame, Place } from './frame.ts';

/** Completes a value once it is there. Its place is kept free, so that keys stay in the order of the selection. */
export function later(
  frame: Frame,
  place: Place,
  promise: PromiseLike<unknown>,
  complete: (value: unknown) => unknown,
): void {
  frame.waiting += 1;
  frame.put(place.key, null);
  const arrive = (value: unknown): void => {
    let completed;
    try {
      completed = complete(value);
    } catch (raw) {
      frame.refuseLate(place, raw);
      return;
    }
    frame.fill(place.key, completed);
  };
  void Promise.resolve(promise).then(arrive, (raw: unknown) => frame.refuseLate(place, raw));
}
