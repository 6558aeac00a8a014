// The text of MidaScript's one inline script. It runs before everything else on the page, in any browser, untranspiled.

export type InlineScriptValues = {
  /** The script's address, or null where Mida is turned off. */
  readonly src: string | null
  readonly spa: boolean
  /** How long the page may be hidden, in milliseconds; 0 hides nothing. */
  readonly hideMs: number
}

// w: window, d: document, v: the values, k: the state that the client reads, c: this very script, h: what hides the page.
// The state and the event `mida-kit` tell the client how loading went.
const PROGRAM = `(function(w,d,v){var k=w.__midaKit=w.__midaKit||{},c=d.currentScript,h;
function add(t,x){t=Object.assign(d.createElement(t),x);if(c&&c.nonce)t.nonce=c.nonce;return d.head.appendChild(t)}
function show(){h&&h.remove()}
function tell(s){k.script=s;w.dispatchEvent(new Event('mida-kit'))}
w.mdq=w.mdq||[];if(k.script)return;if(!v.src)return tell('disabled');k.script='loading';if(v.spa)w.isSPA=true;
if(v.hideMs){w.rmfk=show;setTimeout(show,v.hideMs);h=add('style',{id:'abhide',textContent:'body{opacity:0!important}'})}
add('script',{async:true,src:v.src,onload:function(){tell('loaded')},onerror:function(){show();tell('failed')}})
})(window,document,`

/** The program with its values embedded, so escaped that it cannot end its own element. */
export function toInlineScript(values: InlineScriptValues): string {
  const json = JSON.stringify(values).replace(/</g, '\\u003c')
  return `${PROGRAM}${json.replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029')})`
}
