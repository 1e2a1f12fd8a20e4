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
};
