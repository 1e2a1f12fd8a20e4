import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { formatsFor, type Formats } from './formats.ts';
import { account } from './messages/account.ts';
import { backOffice } from './messages/back-office.ts';
import { common } from './messages/common.ts';
import { orders } from './messages/orders.ts';
import { points } from './messages/points.ts';
import { signIn } from './messages/sign-in.ts';

export type Language = 'en' | 'de';
export const languages: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

const messagesIn = (language: Language) => ({
  common: common[language],
  signIn: signIn[language],
  ...account[language],
  orders: orders[language],
  points: points[language],
  backOffice: backOffice[language],
});
export type Messages = ReturnType<typeof messagesIn>;

interface Translation {
  readonly language: Language;
  readonly choose: (language: Language) => void;
  readonly t: Messages;
  readonly format: Formats;
}

const key = 'account.language';
const isLanguage = (value: unknown): value is Language => value === 'en' || value === 'de';

function firstLanguage(): Language {
  const chosen = localStorage.getItem(key);
  if (isLanguage(chosen)) return chosen;
  const known = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return known ?? 'en';
}

const TranslationContext = createContext<Translation | null>(null);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo(
    () => ({
      language,
      choose: (next: Language) => {
        localStorage.setItem(key, next);
        setLanguage(next);
      },
      t: messagesIn(language),
      format: formatsFor(language),
    }),
    [language],
  );
  return <TranslationContext value={value}>{children}</TranslationContext>;
}

/** The texts and formats of the chosen language. */
export function useLanguage(): Translation {
  const translation = use(TranslationContext);
  if (!translation) throw new Error('LanguageProvider is missing');
  return translation;
}
