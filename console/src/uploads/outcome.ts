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

/** An event's outcome; an upload from before outcomes were told counts as accepted unless a result says otherwise. */
export function outcomeOf(event: UploadedEvent): 'accepted' | 'warned' | 'rejected' | 'duplicate' {
  if (event.results?.some((result) => result.outcome === 'duplicate')) return 'duplicate'
  return event.outcome ?? 'accepted'
}
