// The page's script: reads the state whenever the stream says that it changed. Data is only ever set as text.

export const PAGE_SCRIPT: string = `'use strict'
const find = (id) => document.getElementById(id)
const projectSelect = find('project')

// The roles are named, since a narrow screen shows rows as blocks, which would take a table's roles away.
function cell(label, text) {
  const td = document.createElement('td')
  td.role = 'cell'
  td.dataset.label = label
  td.textContent = text
  return td
}

function row(cells) {
  const tr = document.createElement('tr')
  tr.role = 'row'
  tr.append(...cells)
  return tr
}

function toText(value) {
  if (value === null || Object.keys(value).length === 0) return '–'
  return JSON.stringify(value, null, 1) // The breaks show on a narrow screen only.
}

function showRows(name, rows, count) {
  find(name + 's').replaceChildren(...rows)
  find('no-' + name + 's').hidden = rows.length > 0
  find(name + '-count').textContent = count > rows.length ? rows.length + ' newest of ' + count : String(count)
}

function showProjects(projects) {
  const known = Array.from(projectSelect.options, (option) => option.value)
  for (const project of projects) if (!known.includes(project)) projectSelect.add(new Option(project, project))
}

function show(state) {
  showProjects(state.projects)
  const events = state.events.map((event) => row([
    cell('Time', new Date(event.receivedAtMs).toLocaleTimeString()),
    cell('Name', event.name),
    cell('Properties', toText(event.properties)),
    cell('Visitor', event.visitor),
    cell('By', event.by),
  ]))
  const visitors = state.visitors.map((visitor) => row([
    cell('mida_uuid', visitor.midaUuid),
    cell('id', visitor.id ?? '–'),
    cell('email', visitor.email ?? '–'),
    cell('Attributes', toText(visitor.attributes)),
    cell('Aliases', visitor.aliases.join(' ') || '–'),
  ]))
  showRows('event', events, state.eventCount)
  showRows('visitor', visitors, state.visitorCount)
}

let latest = 0

async function refresh() {
  latest += 1
  const current = latest
  const query = new URLSearchParams({ project: projectSelect.value })
  try {
    const response = await fetch('/emulator/state?' + query)
    const state = await response.json()
    if (current === latest) show(state)
  } catch {
    find('connection').textContent = 'No connection'
  }
}

async function reset() {
  try {
    await fetch('/emulator/reset', { method: 'POST' })
  } catch {
    find('connection').textContent = 'No connection'
  }
}

const stream = new EventSource('/emulator/stream')
stream.addEventListener('open', () => { find('connection').textContent = 'Live' })
stream.addEventListener('error', () => { find('connection').textContent = 'No connection' })
stream.addEventListener('changed', refresh)
projectSelect.addEventListener('change', refresh)
find('reset').addEventListener('click', reset)
`
