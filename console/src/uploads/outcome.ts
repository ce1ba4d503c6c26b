import type { Upload, UploadedEvent } from '../api'

export const filters = ['all', 'accepted', 'warned', 'rejected', 'duplicate', 'refused'] as const
export type Filter = (typeof filters)[number]

export const isRefused = (upload: Upload): boolean => !!upload.error && upload.accepted + upload.duplicate + upload.rejected === 0

/** Whether an upload has at least one event of this outcome, or was refused as a whole. */
export function matches(upload: Upload, filter: Filter): boolean {
  if (filter === 'all') return true
  if (filter === 'refused') return isRefused(upload)
  return upload[filter] > 0
}

/** A key for each row: a retry is answered with the request id of the first one, so the id alone may be there twice. */
export function rowKeys(uploads: Upload[]): Map<Upload, string> {
  const times = new Map<string, number>()
  const keys = new Map<Upload, string>()
  for (const upload of uploads.toReversed()) {
    const id = `${upload.request_id}@${upload.time}`
    const before = times.get(id) ?? 0
    times.set(id, before + 1)
    keys.set(upload, `${id}#${before}`)
  }
  return keys
}

/** An event's outcome; accepted where neither it nor a result says otherwise. */
export function outcomeOf(event: UploadedEvent): 'accepted' | 'warned' | 'rejected' | 'duplicate' {
  if (event.results?.some((result) => result.outcome === 'duplicate')) return 'duplicate'
  return event.outcome ?? 'accepted'
}
