// A process that does nothing but watch its parents.
import { onParentsGone } from '../src/parents.ts';

const timer = setInterval(() => undefined, 1_000);
await onParentsGone(() => {
  console.log('parents gone');
  clearInterval(timer);
});
console.log('watching');
