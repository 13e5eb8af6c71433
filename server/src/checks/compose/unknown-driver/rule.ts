import { nearest } from '../../../base/nearest.ts';
import { allDrivers, driverFact, mayBePlugin } from '../../../docker/drivers.ts';
import facts from '../../../facts/drivers.json' with { type: 'json' };
import { ownNetworks, replaceText, whenCreated } from '../../compose-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/unknown-driver',
  scope: 'compose',
  severity: 'error',
  fix: 'safe',
  summary: 'A network or IPAM driver that the Engine does not have, or of which no network can be created',
  check(project, report, context) {
    const names = allDrivers().filter(({ cannotBeCreated }) => !cannotBeCreated);
    for (const network of ownNetworks(project)) {
      const { driver, ipamDriver } = network;
      const severity = whenCreated(network, project);
      if (driver?.text) {
        const fact = driverFact(driver.text);
        const place = { file: driver.at.file, range: driver.at.range, severity };
        if (fact?.cannotBeCreated)
          report({
            ...place,
            message: `No network with driver "${driver.text}" can be created ("${fact.cannotBeCreated}"). Leave the network out and write network_mode: ${fact.name} in the services.`,
          });
        else if (!fact && !mayBePlugin(driver.text)) {
          const instead = nearest(
            driver.text,
            names.map(({ name }) => name),
          );
          const advice =
            instead === undefined ? 'Install the plugin, or use bridge, macvlan, ipvlan or overlay.' : `Is "${instead}" meant?`;
          report({
            ...place,
            message: `The Engine has no network driver "${driver.text}", so network "${network.key}" is not created. ${advice}`,
            fixes: instead === undefined ? [] : replaceText(`Use ${instead}`, driver, instead, context),
          });
        }
      }
      if (ipamDriver?.text && !facts.ipamDrivers.includes(ipamDriver.text) && !mayBePlugin(ipamDriver.text)) {
        const misplaced = driverFact(ipamDriver.text) !== undefined;
        const instead = nearest(ipamDriver.text, facts.ipamDrivers);
        const advice = instead === undefined ? 'Install the plugin, or leave the driver out.' : `Is "${instead}" meant?`;
        report({
          file: ipamDriver.at.file,
          range: ipamDriver.at.range,
          severity,
          message: misplaced
            ? `"${ipamDriver.text}" is a network driver and hands out no addresses, so network "${network.key}" is not created. Write driver: ${ipamDriver.text} beside ipam instead of inside it.`
            : `The Engine has no IPAM driver "${ipamDriver.text}", so network "${network.key}" is not created. ${advice}`,
          fixes:
            misplaced || instead !== undefined
              ? replaceText(`Use ${facts.ipamDrivers[0]}`, ipamDriver, facts.ipamDrivers[0]!, context)
              : [],
        });
      }
    }
  },
});
