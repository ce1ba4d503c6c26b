import type { Upload, UploadedEvent } from '../api'

/** An upload's counts, wherever they come from. */
export type Counts = Pick<Upload, 'accepted' | 'duplicate' | 'rejected' | 'warned' | 'error'>

export const filters = ['all', 'accepted', 'warned', 'rejected', 'duplicate', 'refused'] as const
export type Filter = (typeof filters)[number]

export const isRefused = (upload: Counts): boolean => !!upload.error && upload.accepted + upload.duplicate + upload.rejected === 0

/** An event's outcome; accepted where neither it nor a result says otherwise. */
export function outcomeOf(event: UploadedEvent): 'accepted' | 'warned' | 'rejected' | 'duplicate' {
  if (event.results?.some((result) => result.outcome === 'duplicate')) return 'duplicate'
  return event.outcome ?? 'accepted'
}
