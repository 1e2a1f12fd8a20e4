import type { Templates } from '../message.ts';

const ignore = 'If this was not you, ignore this message; nothing changes.';

export const en: Templates = {
  'verify-email': {
    subject: 'Please confirm your e-mail address at {store}',
    paragraphs: [
      'Somebody registered at {store} with this address. If it was you, open the link: it confirms the address, and the password entered then becomes valid. It works once and for 24 hours.',
      ignore,
    ],
    action: 'Confirm e-mail address',
  },
  'already-registered': {
    subject: 'You already have an account at {store}',
    paragraphs: [
      'Somebody entered this address at {store}, but it already belongs to your account there.',
      'If it was you, simply sign in. If you do not remember the password, reset it on the sign-in page.',
      ignore,
    ],
  },
  'reset-password': {
    subject: 'Set a new password at {store}',
    paragraphs: [
      'Open the link to set a new password for your account at {store}. It works once and for one hour.',
      ignore,
    ],
    action: 'Set new password',
  },
  'password-changed': {
    subject: 'Your password at {store} was changed',
    paragraphs: [
      'The password of your account at {store} was changed, and all devices were signed out.',
      'If this was not you, reset the password on the sign-in page at once.',
    ],
  },
  'confirm-email-change': {
    subject: 'Please confirm your new e-mail address at {store}',
    paragraphs: [
      'Open the link to use this address for your account at {store}. It works once and for one hour.',
      ignore,
    ],
    action: 'Confirm new address',
  },
  'email-changed': {
    subject: 'Your e-mail address at {store} was changed',
    paragraphs: [
      'Your account at {store} now has another e-mail address, and this one is no longer used.',
      'If this was not you, contact {store} at once.',
    ],
  },
  invitation: {
    subject: 'Your account at {store}',
    paragraphs: [
      'An account at {store} was opened for you. Open the link to choose a password. It works once and for seven days.',
    ],
    action: 'Choose password',
  },
  'address-corrected': {
    subject: 'Please confirm your e-mail address at {store}',
    paragraphs: [
      'Your account at {store} now has this e-mail address. Open the link to confirm it and to choose a password. It works once and for seven days.',
      ignore,
    ],
    action: 'Confirm and choose password',
  },
  'erasure-requested': {
    subject: 'Your data at {store} will be removed on {due}',
    paragraphs: [
      'The removal of all data that {store} keeps about you under this e-mail address was requested. It will be carried out on {due}, for good.',
      'To keep your data, cancel the request before that: sign in to your account, if you have one, or contact {store}.',
    ],
  },
  'erasure-cancelled': {
    subject: 'Your data at {store} will not be removed',
    paragraphs: [
      'The removal of your data at {store} was cancelled; nothing was removed.',
      'If this was not you, contact {store}.',
    ],
  },
  'erasure-done': {
    subject: 'Your data at {store} was removed',
    paragraphs: [
      'All data that {store} kept about you under this e-mail address was removed, apart from what the law requires it to keep.',
      'This is the last message that you get about it; the address is not kept either.',
    ],
  },
  'export-ready': {
    subject: 'Your data from {store} is ready',
    paragraphs: [
      'The document with your data that you asked {store} for is ready. Sign in to your account to get it; it is kept there for seven days.',
      'If this was not you, change your password at once.',
    ],
  },
};
