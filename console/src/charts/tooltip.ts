/** What a chart says of the bucket under the pointer. Units come from uploads: they are shown as text, whatever they hold. */
export function tooltip(time: string, value: string, unit: string): HTMLElement {
  const told = document.createElement('div')
  const figure = document.createElement('b')
  figure.textContent = value
  told.append(time, document.createElement('br'), figure, ` ${unit}`)
  return told
}
