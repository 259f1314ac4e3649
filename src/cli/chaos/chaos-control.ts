import { isKafkaError } from '../../errors.ts'
import { ControlError, httpStatus } from '../../testing/control/control-error.ts'
import type { ControlRoute } from '../../testing/control/control-route.ts'
import { controlRoutes } from '../../testing/control/control-routes.ts'
import { type ControlServer, serveControl } from '../../testing/control/control-server.ts'
import { type FaultedTarget, faultRoutes } from '../../testing/control/fault-routes.ts'
import { openApi } from '../../testing/control/openapi.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ProxyFaults } from './proxy-faults.ts'

type Route = ControlRoute<FaultedTarget>

const description: Route = {
  method: 'GET',
  path: '/openapi.json',
  operationId: 'openApi',
  summary: 'This description.',
  answer: { type: 'object' },
  handle: () => openApi([...faultRoutes, description])
}
const own: readonly Route[] = [...faultRoutes, description]

// The rest of the control of a testing broker is about brokers, which a proxy does not have.
const ofBrokers: readonly Route[] = controlRoutes
  .filter(({ method, path }) => !own.some(route => route.method === method && route.path === path))
  .map(route => ({
    ...route,
    checksBody: true,
    handle: () => {
      const { method, path } = route
      throw new ControlError(httpStatus.NOT_FOUND, `${method} ${path} needs the brokers of kafkawire broker: a proxy has only faults`)
    }
  }))

/** Serves the control of a proxy. Throws a `CommandError` if the port cannot be used. */
export async function serveChaosControl(faults: ProxyFaults, port: number): Promise<ControlServer> {
  try {
    return await serveControl({ target: { cluster: faults }, routes: [...own, ...ofBrokers] }, { port })
  } catch (error) {
    if (!isKafkaError(error, 'KAFKA_CONFIGURATION')) throw error
    const hint = error.message.includes('EADDRINUSE') ? ': another program uses this port: choose another with --control, or 0 for any' : ''
    throw new CommandError(`--control: cannot listen on 127.0.0.1:${port}${hint}`, exitCodes.FAILED)
  }
}
