'use client'
// How the page's client reaches the hooks. It holds no rules.
import { type Context, createContext } from 'react'
import type { MidaClient } from './types.ts'

export const MidaContext: Context<MidaClient | null> = createContext<MidaClient | null>(null)
