import { oncePer } from '../base/remember.ts';
import type { Severity } from '../base/severity.ts';
import { addressingOf } from '../compose/addressing.ts';
import type { ComposeNetwork, ComposeService, DriverOption } from '../compose/model.ts';
import type { ComposeProject } from '../compose/project.ts';
import { type DriverFact, endpointOptionFact, type OptionFact } from '../docker/drivers.ts';
import { connections, ownNetworks, whenCreated, whenRun } from './compose-support.ts';

/** A driver option in a compose file, with what reads it. */
export interface PlacedOption {
  readonly option: DriverOption;
  /** The fact about it where it stands; undefined when nothing there reads it. */
  readonly fact: OptionFact | undefined;
  readonly network: ComposeNetwork | undefined;
  /** Undefined for options of a network itself. */
  readonly service: ComposeService | undefined;
  readonly driver: DriverFact | undefined;
  /** When a wrong value fails. */
  readonly severity: Severity;
}

/** Every option under `driver_opts` that a driver of the Engine would get; those of plugins and unknown drivers are left out. */
export const placedOptions = oncePer((project: ComposeProject): readonly PlacedOption[] => {
  const out: PlacedOption[] = [];
  for (const network of ownNetworks(project)) {
    const { driver } = addressingOf(network);
    if (!driver || driver.cannotBeCreated) continue;
    for (const option of network.driverOptions)
      out.push({
        option,
        fact: driver.options.find(({ name, endpoint }) => name === option.key && !endpoint),
        network,
        service: undefined,
        driver,
        severity: whenCreated(network, project),
      });
  }
  for (const { service, connection, network } of connections(project)) {
    const driver = network && addressingOf(network).driver;
    if (network && !driver) continue;
    for (const option of connection.driverOptions)
      out.push({
        option,
        fact: endpointOptionFact(option.key) ?? driver?.options.find(({ name, endpoint }) => name === option.key && endpoint),
        network,
        service,
        driver,
        severity: whenRun(service),
      });
  }
  return out;
});
