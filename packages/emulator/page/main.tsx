// The page's start: the store, and React over it.
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createPageStore } from './store.ts'
import './page.css'
import './panels.css'

const root = document.getElementById('root')
if (root) createRoot(root).render(<App store={createPageStore()} />)
