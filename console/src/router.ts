import { createRouter, createWebHashHistory } from 'vue-router'
import { onUnauthorized } from './api'
import { isSignedIn, session } from './session/session'

export const router = createRouter({
  history: createWebHashHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', name: 'home', component: () => import('./session/HomePage.vue') },
    { path: '/signin/:code?', name: 'signin', component: () => import('./session/SignInPage.vue') },
    {
      path: '/p/:ai',
      component: () => import('./layout/ProjectShell.vue'),
      props: true,
      redirect: (to) => ({ name: 'events', params: to.params }),
      children: [
        { path: 'events', name: 'events', component: () => import('./events/EventsPage.vue') },
        { path: 'charts', name: 'charts', component: () => import('./charts/ChartsPage.vue') },
        { path: 'charts/new', name: 'chart-new', component: () => import('./charts/ChartPage.vue') },
        { path: 'charts/:id', name: 'chart', component: () => import('./charts/ChartPage.vue'), props: true },
        { path: 'settings', name: 'settings', component: () => import('./settings/SettingsPage.vue') },
        { path: 'quarantine', name: 'quarantine', component: () => import('./quarantine/QuarantinePage.vue') },
        { path: 'uploads', name: 'uploads', component: () => import('./uploads/UploadsPage.vue') },
        { path: 'try', name: 'upload-try', component: () => import('./try/TryPage.vue') },
        { path: 'why', name: 'upload-why', component: () => import('./uploads/WhyPage.vue') },
        { path: 'uploads/:requestId', name: 'upload', component: () => import('./uploads/UploadPage.vue'), props: true },
      ],
    },
    { path: '/:rest(.*)*', redirect: { name: 'home' } },
  ],
})

router.beforeEach(async (to) => {
  if (to.name === 'signin' || (await isSignedIn())) return true
  session.returnTo = to.fullPath
  return { name: 'signin' }
})

onUnauthorized(() => {
  const here = router.currentRoute.value
  if (session.state === 'out' || here.name === undefined || here.name === 'signin') return
  session.state = 'out'
  session.ended = true
  session.returnTo = here.fullPath
  void router.replace({ name: 'signin' })
})
