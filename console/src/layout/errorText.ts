import { useI18n } from 'vue-i18n'
import { ApiError, NetworkError, TimeoutError } from '../api'

/** Turns what a call threw into a sentence for the user. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useI18n()
  return (error) => {
    if (error instanceof ApiError) return error.message
    if (error instanceof TimeoutError) {
      return t(error.question ? 'error.questionTooLong' : 'error.tooLong', { seconds: error.limitMillis / 1_000 })
    }
    if (error instanceof NetworkError) return t('error.network')
    return t('error.unexpected', { reason: error instanceof Error ? error.message : String(error) })
  }
}
