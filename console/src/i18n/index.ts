import { createI18n } from 'vue-i18n'
import { setApiLanguage } from '../api'
import en from './en'
import zh from './zh'

export type Language = 'zh' | 'en'
export type Messages = typeof en

const remembered = 'maidian.language'

function firstLanguage(): Language {
  const saved = localStorage.getItem(remembered)
  if (saved === 'zh' || saved === 'en') return saved
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export const i18n = createI18n<[Messages], Language, false>({
  legacy: false,
  locale: firstLanguage(),
  fallbackLocale: 'en',
  messages: { en, zh },
})

function tell(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  setApiLanguage(language)
}

export function setLanguage(language: Language): void {
  localStorage.setItem(remembered, language)
  tell(language)
  i18n.global.locale.value = language
}

tell(i18n.global.locale.value)
