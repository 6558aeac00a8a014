// The text of MidaScript's one inline script. It runs before everything else on the page, in any browser, untranspiled.
import { type MidaScriptProps, toAddress, toApiOrigin, toOrigin } from './script-options.ts'

/** What hides the page; the element's id, `abhide`, is the one of Mida's documents. */
export const HIDING_STYLE = 'body{opacity:0!important}'

const ANTI_FLICKER_TIMEOUT_MS = 3_000

// w: window, d: document, v: the values, k: the state that the client reads, c: this very script, h: what hides the page.
// The state and the event `mida-kit` tell the client how loading went. The timer runs before the page is hidden, and
// what throws in here (Trusted Types, say) shows the page again.
const PROGRAM = `!function(w,d,v){var k=w.__midaKit=w.__midaKit||{},c=d.currentScript||{},h;
function add(t,x,n){t=d.createElement(t);t.nonce=c.nonce||'';for(n in x)t.setAttribute(n,x[n]);return d.head.appendChild(t)}
function show(){h&&h.remove()}
function tell(s){k.script=s;w.dispatchEvent(new Event('mida-kit'))}
function fail(){show();tell('failed')}
function onload(){tell('loaded');if(d.querySelectorAll('script[src*="/optimize.js"]')[1])console.warn('[MIDA-211] Two Mida scripts are on this page. See docs/errors/MIDA-211.md')}
w.mdq=w.mdq||[];if(k.script)return;if(!v.loader)return tell('disabled');k.script='loading';if(v.spa)w.isSPA=true;if(v.cdn)w.mdcdn=v.cdn;
try{if(v.hideMs){w.rmfk=show;setTimeout(show,v.hideMs);h=add('style',{id:'abhide'});h.textContent='${HIDING_STYLE}'}
v.preconnect.forEach(function(x){add('link',x)});
c=add('script',v.loader);c.onload=onload;c.onerror=fail}catch(e){fail()}
}(window,document,`

/**
 * The program with its values in the text, and not in attributes: a policy that allows the text by its hash must not
 * let anybody load another script with it. So escaped that it cannot end its own element.
 */
export function toInlineScript(props: MidaScriptProps): string {
  const { attributes, cdn, spa = true } = props
  const src = toAddress(props)
  const values = src
    ? {
        loader: { async: '', ...attributes, src },
        preconnect: toPreconnects(props),
        spa,
        cdn,
        hideMs: toHideMs(props.antiFlicker),
      }
    : {}
  const json = JSON.stringify(values).replace(/</g, '\\u003c')
  return `${PROGRAM}${json.replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029')})`
}

/** An address of one's own may be an emulator's: then Mida's own hosts are not touched. */
function toPreconnects(props: MidaScriptProps): readonly Readonly<Record<string, string>>[] {
  const origin = toOrigin(toAddress(props))
  const crossorigin = props.attributes?.crossOrigin
  const script = origin && { rel: 'preconnect', href: origin, ...(crossorigin && { crossorigin }) }
  const api = { rel: 'preconnect', href: toApiOrigin(props), crossorigin: 'anonymous' }
  return [...(script ? [script] : []), ...(props.src ? [] : [api])]
}

function toHideMs(antiFlicker: MidaScriptProps['antiFlicker']): number {
  if (typeof antiFlicker === 'object') return antiFlicker.timeoutMs
  return antiFlicker ? ANTI_FLICKER_TIMEOUT_MS : 0
}
