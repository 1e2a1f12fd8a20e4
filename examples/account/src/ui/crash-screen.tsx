import { Component, type ReactNode } from 'react';
import { useLanguage } from '../i18n/language.tsx';
import { Notice } from './notice.tsx';

function Crashed() {
  const { t } = useLanguage();
  return <Notice tone="bad">{t.common.crashed}</Notice>;
}

/** In place of a blank page when a screen has a fault of its own. */
export class CrashScreen extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    return this.state.crashed ? <Crashed /> : this.props.children;
  }
}
