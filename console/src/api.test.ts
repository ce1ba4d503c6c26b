import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { api, ApiError, NetworkError, onUnauthorized, setApiLanguage, TimeoutError } from './api'

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })

describe('the API client', () => {
  const fetched = vi.fn<(path: string, init: RequestInit) => Promise<Response>>()
  const unauthorized = vi.fn()

  beforeEach(() => {
    fetched.mockReset()
    unauthorized.mockReset()
    vi.stubGlobal('fetch', fetched)
    onUnauthorized(unauthorized)
  })
  afterEach(() => vi.unstubAllGlobals())

  const failure = async (call: Promise<unknown>): Promise<unknown> => call.then(() => null, (error: unknown) => error)

  it('asks in the language of the console', async () => {
    fetched.mockResolvedValue(json(200, []))
    setApiLanguage('zh')
    await api.projects()
    expect(fetched.mock.calls[0]![1].headers).toMatchObject({ 'Accept-Language': 'zh' })
  })

  it('keeps a project and a chart in one part of the path each', async () => {
    fetched.mockResolvedValue(json(200, {}))
    await api.chart('a/b', '1?x')
    expect(fetched.mock.calls[0]![0]).toBe('/api/projects/a%2Fb/charts/1%3Fx')
  })

  it('throws the server’s sentence with its code and pointer', async () => {
    fetched.mockResolvedValue(
      json(400, { error: { code: 'name.too_long', message: 'At most 100 characters.', pointer: '/name', expected: '100', got: '101' } }),
    )
    const error = (await failure(api.createProject({ name: 'x', timezone: 'UTC' }))) as ApiError
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 400, code: 'name.too_long', message: 'At most 100 characters.', pointer: '/name', got: '101' })
    expect(unauthorized).not.toHaveBeenCalled()
  })

  it('throws something readable when the server’s error is not in its own shape', async () => {
    fetched.mockResolvedValue(new Response('<html>', { status: 502, statusText: 'Bad Gateway' }))
    const error = (await failure(api.projects())) as ApiError
    expect(error).toMatchObject({ status: 502, code: 'http.502', message: 'HTTP 502 Bad Gateway' })
  })

  it('tells of a session that ended, whichever call found out', async () => {
    fetched.mockImplementation(async () => json(401, { error: { code: 'session.missing', message: 'Sign in first.' } }))
    await failure(api.events('a'))
    expect(unauthorized).toHaveBeenCalledOnce()
  })

  it('tells apart that no answer came', async () => {
    fetched.mockRejectedValue(new TypeError('Failed to fetch'))
    expect(await failure(api.projects())).toBeInstanceOf(NetworkError)
  })

  describe('waits', () => {
    const limits: number[] = []
    let late: AbortController

    beforeEach(() => {
      limits.length = 0
      late = new AbortController()
      vi.spyOn(AbortSignal, 'timeout').mockImplementation((millis) => {
        limits.push(millis)
        return late.signal
      })
      fetched.mockImplementation(
        (path, { signal }) =>
          new Promise((resolve, reject) => {
            if (path === '/api/session') resolve(json(200, { role: 'operator', query_timeout: 90_000 }))
            signal!.addEventListener('abort', () => reject(signal!.reason))
          }),
      )
    })
    afterEach(() => vi.restoreAllMocks())

    it('for a question a little longer than the server works on it, for anything else 20 s', async () => {
      await api.session()
      void failure(api.query('a', { kind: 'realtime', event: 'b' }, new AbortController().signal))
      void failure(api.diagnose('a', { event: 'b' }, new AbortController().signal))
      void failure(api.charts('a'))
      expect(limits).toEqual([20_000, 95_000, 95_000, 20_000])
    })

    it('no longer than that, and tells it apart from a server that cannot be reached', async () => {
      const asked = failure(api.query('a', { kind: 'realtime', event: 'b' }, new AbortController().signal))
      const listed = failure(api.charts('a'))
      late.abort()
      expect(await asked).toBeInstanceOf(TimeoutError)
      expect(await asked).toMatchObject({ limitMillis: 95_000, question: true })
      expect(await listed).toMatchObject({ limitMillis: 20_000, question: false })
    })

    it('no longer than the answer is wanted', async () => {
      const wanted = new AbortController()
      const asked = failure(api.query('a', { kind: 'realtime', event: 'b' }, wanted.signal))
      wanted.abort()
      expect(await asked).toBeInstanceOf(NetworkError)
      expect(fetched.mock.calls[0]![1].signal!.aborted).toBe(true)
    })
  })

  it('takes an answer that is cut off as no answer', async () => {
    fetched.mockResolvedValue(new Response('[{"ai":', { status: 200 }))
    expect(await failure(api.projects())).toBeInstanceOf(NetworkError)
  })

  it('takes an answer without a body', async () => {
    fetched.mockResolvedValue(new Response(null, { status: 204 }))
    expect(await api.deleteChart('a', '1')).toBeUndefined()
  })
})
