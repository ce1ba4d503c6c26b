import { ElMessage, ElMessageBox } from 'element-plus'
import { useI18n } from 'vue-i18n'
import { api, ApiError, type Chart } from '../api'
import { useErrorText } from '../layout/errorText'

/** Asks, deletes, and says so. Answers whether the chart is gone. */
export function useDeleteChart(ai: string): (chart: Chart) => Promise<boolean> {
  const { t } = useI18n()
  const errorText = useErrorText()
  return async (chart) => {
    try {
      await ElMessageBox.confirm(t('charts.deleteText', { name: chart.name }), t('charts.deleteTitle'), {
        confirmButtonText: t('common.delete'),
        cancelButtonText: t('common.cancel'),
        confirmButtonClass: 'el-button--danger confirm-delete',
      })
    } catch {
      return false
    }
    try {
      await api.deleteChart(ai, chart.id)
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) {
        ElMessage.error(errorText(error))
        return false
      }
    }
    ElMessage.success(t('charts.deleted', { name: chart.name }))
    return true
  }
}
