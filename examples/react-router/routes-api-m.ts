// app/routes/api.m.ts: Mida's endpoint as a resource route. GET comes to the loader, POST to the action.
import type { ActionFunctionArgs, LoaderFunctionArgs } from 'react-router'
import { mida } from './mida.server.ts'

export const loader = ({ request }: LoaderFunctionArgs): Promise<Response> => mida.handle(request)
export const action = ({ request }: ActionFunctionArgs): Promise<Response> => mida.handle(request)
