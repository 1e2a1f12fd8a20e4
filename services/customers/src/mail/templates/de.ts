import type { Templates } from '../message.ts';

const ignore = 'Waren Sie das nicht, ignorieren Sie diese Nachricht; es ändert sich nichts.';

export const de: Templates = {
  'verify-email': {
    subject: 'Bitte bestätigen Sie Ihre E-Mail-Adresse bei {store}',
    paragraphs: [
      'Jemand hat sich bei {store} mit dieser Adresse registriert. Waren Sie das, öffnen Sie den Link: Er bestätigt die Adresse, und das dabei eingegebene Passwort wird gültig. Er gilt einmal und 24 Stunden lang.',
      ignore,
    ],
    action: 'E-Mail-Adresse bestätigen',
  },
  'already-registered': {
    subject: 'Sie haben bereits ein Konto bei {store}',
    paragraphs: [
      'Jemand hat diese Adresse bei {store} eingegeben; sie gehört aber schon zu Ihrem Konto.',
      'Waren Sie das, melden Sie sich einfach an. Das Passwort können Sie auf der Anmeldeseite zurücksetzen.',
      ignore,
    ],
  },
  'reset-password': {
    subject: 'Neues Passwort bei {store} festlegen',
    paragraphs: [
      'Öffnen Sie den Link, um für Ihr Konto bei {store} ein neues Passwort festzulegen. Er gilt einmal und eine Stunde lang.',
      ignore,
    ],
    action: 'Neues Passwort festlegen',
  },
  'password-changed': {
    subject: 'Ihr Passwort bei {store} wurde geändert',
    paragraphs: [
      'Das Passwort Ihres Kontos bei {store} wurde geändert; alle Geräte wurden abgemeldet.',
      'Waren Sie das nicht, setzen Sie das Passwort sofort auf der Anmeldeseite zurück.',
    ],
  },
  'confirm-email-change': {
    subject: 'Bitte bestätigen Sie Ihre neue E-Mail-Adresse bei {store}',
    paragraphs: [
      'Öffnen Sie den Link, um diese Adresse für Ihr Konto bei {store} zu verwenden. Er gilt einmal und eine Stunde lang.',
      ignore,
    ],
    action: 'Neue Adresse bestätigen',
  },
  'email-changed': {
    subject: 'Ihre E-Mail-Adresse bei {store} wurde geändert',
    paragraphs: [
      'Ihr Konto bei {store} hat jetzt eine andere E-Mail-Adresse; diese hier wird nicht mehr verwendet.',
      'Waren Sie das nicht, wenden Sie sich sofort an {store}.',
    ],
  },
  invitation: {
    subject: 'Ihr Konto bei {store}',
    paragraphs: [
      'Für Sie wurde ein Konto bei {store} eröffnet. Öffnen Sie den Link, um ein Passwort zu wählen. Er gilt einmal und sieben Tage lang.',
    ],
    action: 'Passwort wählen',
  },
  'address-corrected': {
    subject: 'Bitte bestätigen Sie Ihre E-Mail-Adresse bei {store}',
    paragraphs: [
      'Ihr Konto bei {store} hat jetzt diese E-Mail-Adresse. Öffnen Sie den Link, um sie zu bestätigen und ein Passwort zu wählen. Er gilt einmal und sieben Tage lang.',
      ignore,
    ],
    action: 'Bestätigen und Passwort wählen',
  },
  'erasure-requested': {
    subject: 'Ihre Daten bei {store} werden am {due} gelöscht',
    paragraphs: [
      'Für diese E-Mail-Adresse wurde beantragt, alle Daten zu löschen, die {store} über Sie speichert. Das geschieht am {due} und ist endgültig.',
      'Möchten Sie Ihre Daten behalten, nehmen Sie den Antrag vorher zurück: Melden Sie sich in Ihrem Konto an, falls Sie eines haben, oder wenden Sie sich an {store}.',
    ],
  },
  'erasure-cancelled': {
    subject: 'Ihre Daten bei {store} werden nicht gelöscht',
    paragraphs: [
      'Der Antrag, Ihre Daten bei {store} zu löschen, wurde zurückgenommen; es wurde nichts gelöscht.',
      'Waren Sie das nicht, wenden Sie sich an {store}.',
    ],
  },
  'erasure-done': {
    subject: 'Ihre Daten bei {store} wurden gelöscht',
    paragraphs: [
      'Alle Daten, die {store} unter dieser E-Mail-Adresse über Sie gespeichert hat, wurden gelöscht, außer denen, die das Gesetz aufzubewahren verlangt.',
      'Dies ist die letzte Nachricht dazu; auch die Adresse wird nicht aufbewahrt.',
    ],
  },
  'export-ready': {
    subject: 'Ihre Daten von {store} stehen bereit',
    paragraphs: [
      'Das Dokument mit Ihren Daten, das Sie bei {store} angefordert haben, steht bereit. Melden Sie sich in Ihrem Konto an, um es zu erhalten; dort bleibt es sieben Tage lang.',
      'Waren Sie das nicht, ändern Sie sofort Ihr Passwort.',
    ],
  },
};
