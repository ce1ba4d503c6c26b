import { reactive } from 'vue'
import { api, ApiError } from '../api'

/** Whether this browser is signed in, as far as the console knows. */
export const session = reactive({
  state: 'unknown' as 'unknown' | 'in' | 'out',
  /** True when a session ended under the user's hands, so that the sign-in page can say so. */
  ended: false,
  /** Where to go after signing in. */
  returnTo: null as string | null,
})

/** Asks the server once; where it cannot be reached, the pages themselves say so. */
export async function isSignedIn(): Promise<boolean> {
  if (session.state === 'unknown') {
    try {
      await api.session()
      session.state = 'in'
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) return true
      session.state = 'out'
    }
  }
  return session.state === 'in'
}

export async function signIn(proof: { code: string } | { token: string }): Promise<void> {
  await api.signIn(proof)
  session.state = 'in'
  session.ended = false
}

export async function signOut(): Promise<void> {
  await api.signOut()
  session.state = 'out'
  session.ended = false
  session.returnTo = null
}
