import { inject, provide, ref, type InjectionKey, type Ref } from 'vue'

const key: InjectionKey<Ref<boolean | null>> = Symbol('uploads')

/** Whether the project takes uploads, as last heard of; null before. Shared by all of the project's pages. */
export function provideUploadsSwitch(): void {
  provide(key, ref(null))
}

export function useUploadsSwitch(): Ref<boolean | null> {
  const uploads = inject(key)
  if (!uploads) throw new Error('useUploadsSwitch needs a project page above it')
  return uploads
}
