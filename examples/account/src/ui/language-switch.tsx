import { languages, useLanguage, type Language } from '../i18n/language.tsx';

const all: readonly Language[] = ['en', 'de'];

export function LanguageSwitch() {
  const { language, choose, t } = useLanguage();
  return (
    <div className="languages" role="group" aria-label={t.common.language}>
      {all.map((one) => (
        <button
          key={one}
          type="button"
          className="link"
          lang={one}
          title={languages[one]}
          aria-pressed={one === language}
          onClick={() => choose(one)}
        >
          {one.toUpperCase()}
          <span className="unseen"> {languages[one]}</span>
        </button>
      ))}
    </div>
  );
}
