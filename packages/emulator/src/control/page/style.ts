// The page's look, light and dark.

export const PAGE_STYLE: string = `
:root {
  --ink: #1c1c28; --quiet: #5b5b6e; --paper: #fff; --line: #dcdce6; --stripe: #f6f6fa; --accent: #4338ca;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #ececf4; --quiet: #a3a3b8; --paper: #14141c; --line: #33334a; --stripe: #1c1c28; --accent: #a5b4fc;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; align-items: center; padding: 1rem 1.5rem; border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 1.1rem; }
h2 { margin: 1.5rem 0 0.5rem; font-size: 1rem; }
h2 span { color: var(--quiet); font-weight: normal; }
main { padding: 0 1.5rem 3rem; }
#connection { margin: 0 auto 0 0; color: var(--quiet); }
select, button { padding: 0.25rem 0.6rem; border: 1px solid var(--line); border-radius: 6px; background: var(--stripe); color: inherit; font: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.35rem 0.75rem; text-align: left; vertical-align: top; }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
tbody tr:nth-child(odd) { background: var(--stripe); }
td { max-width: 28rem; overflow-wrap: anywhere; font: 13px/1.6 ui-monospace, monospace; }
td[data-label="Time"] { white-space: nowrap; }
.empty { margin: 0.5rem 0; color: var(--quiet); }
[hidden] { display: none; }
/* Too narrow for five columns: each row is a card, and each cell has its label beside it. */
@media (max-width: 50rem) {
  header, main { padding-inline: 1rem; }
  .scroll { overflow: visible; border: 0; border-radius: 0; }
  table, tbody, tr { display: block; }
  thead { position: absolute; overflow: hidden; width: 1px; height: 1px; clip-path: inset(50%); }
  tr { margin-bottom: 0.75rem; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 8px; background: var(--stripe); }
  td { display: grid; grid-template-columns: 6rem 1fr; gap: 0.75rem; max-width: none; padding: 0.15rem 0; white-space: pre-wrap; }
  td::before { content: attr(data-label); color: var(--quiet); font: 600 13px/1.6 system-ui, sans-serif; }
}
`
