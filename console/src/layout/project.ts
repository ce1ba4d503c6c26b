import { inject, type InjectionKey } from 'vue'
import type { Project } from '../api'

export const projectKey: InjectionKey<Project> = Symbol('project')

/** The project that the page belongs to. It does not change while the page lives. */
export function useProject(): Project {
  const project = inject(projectKey)
  if (!project) throw new Error('useProject needs a project page above it')
  return project
}
