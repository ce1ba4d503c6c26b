import { shallowRef } from 'vue'
import { api, type Project } from '../api'

/** The projects that the user may choose from; null until they are loaded. */
export const projects = shallowRef<Project[] | null>(null)

export async function loadProjects(): Promise<Project[]> {
  projects.value = await api.projects()
  return projects.value
}
