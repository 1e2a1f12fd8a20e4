import { useState } from 'react';
import { useLanguage } from '../i18n/language.tsx';
import { Field } from './field.tsx';

interface Props {
  readonly label: string;
  readonly name: string;
  readonly hint?: string;
  readonly isNew?: boolean;
}

/** A password, which can be looked at instead of being typed twice. */
export function PasswordField({ label, name, hint = '', isNew = false }: Props) {
  const { t } = useLanguage();
  const [visible, setVisible] = useState(false);
  return (
    <div className="password">
      <Field
        label={label}
        name={name}
        {...(hint && { hint })}
        type={visible ? 'text' : 'password'}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        required
      />
      <label className="reveal">
        <input type="checkbox" checked={visible} onChange={() => setVisible(!visible)} />
        {t.signIn.showPassword}
      </label>
    </div>
  );
}
