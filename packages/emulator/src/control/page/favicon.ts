// The emulator's icon: two bars, a control and a variant.

export const FAVICON_SVG: string = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
<rect width="16" height="16" rx="3" fill="#4338ca"/>
<rect x="4" y="7" width="3" height="5" fill="#fff"/>
<rect x="9" y="4" width="3" height="8" fill="#a5b4fc"/>
</svg>
`
