import { inject, type InjectionKey } from 'vue'
import type { Project } from '../api'

export const projectKey: InjectionKey<Project> = Symbol('project')

/** The project that the page belongs to. Its name and zone change on the settings page only; the id never does. */
export function useProject(): Project {
  const project = inject(projectKey)
  if (!project) throw new Error('useProject needs a project page above it')
  return project
}
