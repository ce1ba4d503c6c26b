import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { EventKind } from '../api'

/** The order of a list that is looked at: what is known stays where it is, what is new goes first, what is gone goes. */
export function steadyOrder(order: string[], events: EventKind[]): string[] {
  const keys = new Set(events.map((event) => event.key))
  const known = new Set(order)
  return [...[...keys].filter((key) => !known.has(key)), ...order.filter((key) => keys.has(key))]
}

/** The events in an order that does not change under the pointer while they are received. */
export function useSteadyEvents(events: Ref<EventKind[] | null>): ComputedRef<EventKind[]> {
  const order = shallowRef<string[]>([])
  watch(events, (now) => (order.value = steadyOrder(order.value, now ?? [])), { immediate: true })
  return computed(() => {
    const byKey = new Map((events.value ?? []).map((event) => [event.key, event]))
    return order.value.flatMap((key) => byKey.get(key) ?? [])
  })
}
