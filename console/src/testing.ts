import { mount } from '@vue/test-utils'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter, type RouteLocationRaw, type Router } from 'vue-router'
import { i18n } from './i18n'
import { projectKey } from './layout/project'
import { LiveConnection } from './live/connection'
import { liveKey } from './live/live'

/** For tests: a page as it stands in a project, at an address; nothing is loaded but what the test's fakes answer. */
export async function mountInProject(page: Component, options: { at?: RouteLocationRaw; props?: Record<string, unknown>; stubs?: Record<string, Component> } = {}) {
  const router: Router = createRouter({
    history: createMemoryHistory(),
    routes: ['events', 'charts', 'chart-new', 'chart', 'settings', 'quarantine', 'uploads', 'upload-try', 'upload-why', 'upload'].map((name) => ({
      path: name === 'chart' ? '/p/:ai/chart/:id' : name === 'upload' ? '/p/:ai/upload/:requestId' : `/p/:ai/${name}`,
      name,
      component: { template: '<p />' },
    })),
  })
  await router.push(options.at ?? { name: 'events', params: { ai: 'demo' } })
  const wrapper = mount(page, {
    props: options.props ?? {},
    global: {
      plugins: [i18n, router],
      provide: {
        [projectKey as symbol]: { ai: 'demo', name: 'Demo', timezone: 'Asia/Shanghai' },
        [liveKey as symbol]: new LiveConnection('/live', () => {}),
      },
      stubs: options.stubs ?? {},
    },
    attachTo: document.body,
  })
  return { wrapper, router }
}
