const example = 'BuyProduct'

/** A line for a shell that uploads one event, with the sender's clock filled in when it runs. The last three digits
 * of stm are drawn, so that pasting it twice in a second is two uploads. */
export function sampleCurl(origin: string, ai: string, eventKey = example): string {
  const now = '$(date +%s000)'
  const key = JSON.stringify(eventKey).replaceAll("'", `'\\''`)
  const variables = eventKey === example ? ',"var":{"product_name":"苹果","product_classify":"水果","product_price":14}' : ''
  const body = `[{"cs1":"9128391","tm":'"${now}"',"t":"cstm","n":${key}${variables}}]`
  return `curl "${origin}/v3/${encodeURIComponent(ai)}/s2s/cstm?stm=$(date +%s)$((RANDOM%900+100))" -d '${body}'`
}
